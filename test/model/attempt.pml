/*
 * The life of a task: an attempt, its pod, a retry, and the run's close.
 *
 * Checks the rules
 *   may-create   a pod is made only for an attempt that is ready, asked of the log right before
 *   pod-name     the name refuses a second pod; who meets it reports what is there
 *   horizon      the finalizer keeps the name until one horizon after the attempt's end: no dispatch creates any more then
 *   absorb       terminal phases never change; only news of the current attempt counts
 *   disruption   a pod told to go before it has a node never ends by itself: it counts as ended
 *   cancel       an attempt without a pod ends at once; a live pod is stopped, and ends the attempt when it is seen to end
 *   deadlines    an attempt out of time is stopped by a check, and has ended when its pod is seen to end. A success that
 *                came before the stop still counts, a later one does not
 *   node loss    an attempt whose pod was told to go and has not ended within `nodeLostTimeout` is given up by a check;
 *                its pod is deleted with grace 0
 *   release      a horizon after an attempt's end: finalizer off, pod deleted, of never-seen pods too
 *   close        when all is released, a horizon after the last end, and the list of the run's pods is empty
 *   check        what is lost on the way is asked for again, and the run always ends and closes
 *
 * World: attempts 0 and 1 of one task (one retry, whatever the cause), two dispatches that stall anywhere between their
 * read and their create, one handler of [work], kubelets, the node controller, collect. Queues are sets without order, in
 * which a message may wait for ever; so receiving, deciding, appending on condition (join.pml) and sending the wants are
 * one step, unless the handler dies after the append. Pods that were given up end by themselves, or only when told.
 * At quiescence a check comes by itself, at most MAX_CHECKS times.
 *
 * Faults, each a number: CRASHES of advance and collect, DUPLICATES of deliveries (a dispatch that dies after its create
 * is one), BLINDNESS of the watcher from any moment on, EARLY_CHECKS, CANCELS, DELETES of a pod by a person, DEADLINES
 * that pass, NODES that die, and may come back. Not all at once: checks.ts has the combinations.
 *
 * Without half a rule (each must fail):
 *   WITHOUT_FINALIZER            nothing keeps the name of a pod that was deleted
 *   WITHOUT_HORIZON              the finalizer is dropped as soon as the attempt's end is recorded
 *   WITHOUT_REPORT_OF_409        a dispatch that finds its pod there tells nobody
 *   WITHOUT_ABSORB               news of a task that has ended counts
 *   WITHOUT_ATTEMPT_MATCH        news of an earlier attempt counts for the current one
 *   WITHOUT_ORPHANS              a pod told to go before it had a node is waited for
 *   WITHOUT_CANCEL_OF_READY      a cancel leaves an attempt ready that has no pod
 *   WITHOUT_STOP_OF_RETRIES      a cancel does not keep a failed attempt from its retry
 *   WITHOUT_STOP                 pods of attempts that were given up are left alone
 *   WITHOUT_PROBE                a silent pod is not looked up
 *   WITHOUT_END_SEEN             an attempt past its deadline has ended there and then (DEADLINES)
 *   WITHOUT_EARLIER_SUCCESS      a success from before the stop does not count (DEADLINES)
 *   WITHOUT_LATER_FAILURE        a success from after the stop counts (DEADLINES)
 *   WITHOUT_NODE_LOST_TIMEOUT    a pod that was told to go is waited for, for ever (NODES)
 *   WITHOUT_GRACE_0              no pod is deleted with grace 0 (NODES)
 *   WITHOUT_EMPTY_LIST           the run is closed without a look at the list of its pods (NODES)
 */
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef DUPLICATES
#define DUPLICATES 0
#endif
#ifndef BLINDNESS
#define BLINDNESS 1
#endif
#ifndef EARLY_CHECKS
#define EARLY_CHECKS 0
#endif
#ifndef CANCELS
#define CANCELS 1
#endif
#ifndef DELETES
#define DELETES 1
#endif
#ifndef DEADLINES
#define DEADLINES 0
#endif
#ifndef NODES
#define NODES 0
#endif
#define MAX_CHECKS 10

#define BIT(attempt) (1 << (attempt))
#define HAS(set, attempt) (((set) >> (attempt)) & 1)

/* ---- The log, folded -------------------------------------------------------------------------------------------- */
#define READY 0
#define RUNNING 1
#define SUCCEEDED 2
#define FAILED 3
#define CANCELLED 4
#define TIMED_OUT 5
byte phase = READY, current;              /* of the task; its attempt */
bool isCancelled;                         /* the run is being stopped */
byte stopping;                            /* the phase that the current attempt is given up for; 0: it is not */
bool isStarted, isGoing;                  /* its pod was seen running; was seen with a deletionTimestamp */
byte ended, known, lost, released;        /* attempts, a bit each: their end is recorded; with a pod's uid; without its end; released */
bool isClosed;
#define TASK_HAS_ENDED (phase >= SUCCEEDED)
#define IS_GIVEN_UP(a) (HAS(ended, a) || (current == a && stopping))

/* The clock: the current attempt is past its deadline; it was told to go, `nodeLostTimeout` ago. */
bool isOverdue, isOverdueToGo;

/* ---- The cluster ------------------------------------------------------------------------------------------------ */
#define NONE 0
#define WAITS 1                           /* pending, without a node */
#define RUNS 2
#define OK 3
#define BAD 4
byte pod[2];
bool finalizer[2], deleting[2], stopped[2], nodeIsDead[2];
bool wasMade[2];
byte result[2];                           /* how its container ended: */
#define IN_TIME 1                         /*   with success, before the attempt was given up */
#define TOO_LATE 2                        /*   with success, after that */
#define BADLY 3                           /*   without success, before the attempt was given up */
#define STOPPED 4                         /*   without success, after that */
bool endOnlyIfTold;                       /* pods that were given up */

/* ---- The queues ------------------------------------------------------------------------------------------------- */
byte saw[2];                              /* [work]: observations of an attempt's pod */
#define SAW_PENDING 1
#define SAW_RUNNING 2
#define SAW_SUCCEEDED 4
#define SAW_FAILED 8
#define SAW_GONE 16
#define SAW_ORPHANED 32                   /* pending, without a node, told to go */
#define SAW_GOING 64                      /* running, told to go */
bool isBlind;                             /* the watcher: what happens meanwhile is told by nobody */
bool cancelMessage, checkMessage;
byte dispatchQueue[2];
#define CREATE 1
#define PROBE 2
byte collectQueue[2];
#define STOP 1                            /* by the pod's deadline: for what has started */
#define DELETE 2                          /* for what has not, or is not wanted */
bool closeWanted;

byte crashes = CRASHES, duplicates = DUPLICATES, earlyChecks = EARLY_CHECKS;
byte nodesBack = NODES, deletes = DELETES, deadlines = DEADLINES, nodes = NODES, cancels = CANCELS;

/* Deletion by the node controller only matters where nodes die. */
#define OBSERVED(a) (pod[a] == NONE -> SAW_GONE : (pod[a] == OK -> SAW_SUCCEEDED : (pod[a] == BAD -> SAW_FAILED : \
  (pod[a] == WAITS -> (deleting[a] -> SAW_ORPHANED : SAW_PENDING) : (deleting[a] && NODES -> SAW_GOING : SAW_RUNNING)))))
inline report(a) { saw[a] = saw[a] | OBSERVED(a) }
inline watcherSees(a) { if :: !isBlind -> report(a) :: isBlind fi }

/* ---- Kubernetes' part of a delete: the object goes when nothing runs and nothing holds it. ---------------------- */
inline forget(a) { pod[a] = NONE; deleting[a] = false; stopped[a] = false; nodeIsDead[a] = false; watcherSees(a) }
inline settle(a) { if :: deleting[a] && !finalizer[a] && pod[a] != NONE && pod[a] != RUNS -> forget(a) :: else -> skip fi }
inline delete(a) { if :: pod[a] != NONE && !deleting[a] -> deleting[a] = true; watcherSees(a); settle(a) :: else -> skip fi }
#ifdef WITHOUT_GRACE_0
inline deleteNow(a) { delete(a) }
#else
inline deleteNow(a) { if :: pod[a] != NONE && !finalizer[a] -> forget(a) :: pod[a] != NONE && finalizer[a] -> delete(a) :: else -> skip fi }
#endif

/* ---- Rule horizon: what a dispatch read before the attempt's end was recorded may still be created. ------------- */
byte creating[2];                         /* per dispatch: the attempt that it is about to create, and one */
bool endedSince[2];                       /* its end was recorded since it read */
bool firstIsBusy;
#ifdef WITHOUT_HORIZON
#define IS_A_HORIZON_AGO(a) true
#else
#define IS_A_HORIZON_AGO(a) !((creating[0] == (a) + 1 && endedSince[0]) || (creating[1] == (a) + 1 && endedSince[1]))
#endif

/* ---- Rule may-create -------------------------------------------------------------------------------------------- */
#define MAY_CREATE(a) (phase == READY && current == a)

/* ---- dispatch --------------------------------------------------------------------------------------------------- */
inline create(a) {
  if
  :: pod[a] == NONE ->
     assert(!isClosed);                                        /* no pod of a run that is closed */
     assert(!wasMade[a]);                                      /* at most one pod per attempt */
     assert(a == 0 || HAS(lost, 0) || (pod[0] != RUNS && !(pod[0] == WAITS && !deleting[0])));   /* no overlap */
     wasMade[a] = true; pod[a] = WAITS;
#ifndef WITHOUT_FINALIZER
     finalizer[a] = true;
#endif
     watcherSees(a)
  :: else ->
#ifndef WITHOUT_REPORT_OF_409
     report(a);
#endif
     skip
  fi
}

#define CALLED(a, kind) ((dispatchQueue[a] & kind) && (_pid == 0 || firstIsBusy))
inline receiveOrder(a, kind) {
  if :: dispatchQueue[a] = dispatchQueue[a] & (3 - kind) :: duplicates > 0 -> duplicates-- fi;
  if
  :: kind == PROBE -> report(a)
  :: kind == CREATE && MAY_CREATE(a) -> creating[_pid] = a + 1; firstIsBusy = firstIsBusy || _pid == 0
  :: else -> skip
  fi
}
active [2] proctype Dispatch() {          /* alike: the second works only while the first does */
endIdle:
  do
  :: atomic { CALLED(0, CREATE) -> receiveOrder(0, CREATE); if :: creating[_pid] -> break :: else -> skip fi }
  :: atomic { CALLED(1, CREATE) -> receiveOrder(1, CREATE); if :: creating[_pid] -> break :: else -> skip fi }
  :: atomic { CALLED(0, PROBE) -> receiveOrder(0, PROBE) }
  :: atomic { CALLED(1, PROBE) -> receiveOrder(1, PROBE) }
  od;
  /* It stalls here, as long as it likes. */
  atomic {
    if
    :: creating[_pid] == 1 -> create(0)
    :: creating[_pid] == 2 -> create(1)
    fi;
    creating[_pid] = 0; endedSince[_pid] = false; firstIsBusy = firstIsBusy && _pid == 1;
    goto endIdle
  }
}

/* ---- advance ---------------------------------------------------------------------------------------------------- */
#if defined(WITHOUT_ABSORB)
#define COUNTS(a) (a == current)
#elif defined(WITHOUT_ATTEMPT_MATCH)
#define COUNTS(a) (!TASK_HAS_ENDED)
#else
#define COUNTS(a) (!TASK_HAS_ENDED && a == current)
#endif

inline recordEnd(hasUid) {
  assert(!TASK_HAS_ENDED && !HAS(ended, current));             /* one outcome of each attempt, one terminal phase */
  ended = ended | BIT(current);
  known = known | (hasUid -> BIT(current) : 0);
  endedSince[0] = endedSince[0] || creating[0] == current + 1;
  endedSince[1] = endedSince[1] || creating[1] == current + 1
}

/* Rule retry: not once the run is being stopped, nor what was given up for another reason than its own timeout. */
#ifdef WITHOUT_STOP_OF_RETRIES
#define MAY_RETRY (current == 0)
#else
#define MAY_RETRY (current == 0 && !isCancelled && (stopping == 0 || stopping == TIMED_OUT))
#endif
inline fail(hasUid) {
  recordEnd(hasUid);
  if
  :: MAY_RETRY -> current = 1; phase = READY; stopping = 0
  :: !(MAY_RETRY) -> phase = (stopping -> stopping : FAILED)
  fi;
  isStarted = false; isGoing = false; isOverdue = false; isOverdueToGo = false
}

/* Rule deadlines: a success counts if it came before the stop. */
#if defined(WITHOUT_EARLIER_SUCCESS)
#define WAS_FIRST(a) (stopping == 0)
#elif defined(WITHOUT_LATER_FAILURE)
#define WAS_FIRST(a) true
#else
#define WAS_FIRST(a) (stopping == 0 || result[a] == IN_TIME)
#endif

inline decideOnObservation(a, seen) {
  if
  :: COUNTS(a) && (seen & (SAW_PENDING | SAW_RUNNING | SAW_GOING)) ->
     phase = RUNNING;
     /* The wait for a start is over, and with it the deadline that it had. */
     isOverdue = isOverdue && (isStarted || seen == SAW_PENDING);
     isStarted = isStarted || seen != SAW_PENDING;
     isGoing = isGoing || seen == SAW_GOING
  :: COUNTS(a) && seen == SAW_SUCCEEDED && WAS_FIRST(a) ->
     recordEnd(true); phase = SUCCEEDED
  :: COUNTS(a) && ((seen == SAW_SUCCEEDED && !(WAS_FIRST(a))) || seen == SAW_FAILED) ->
     /* One that failed before the stop keeps its own failure where the clock tells them apart. */
     if :: stopping && result[a] == BADLY && seen == SAW_FAILED -> stopping = 0 :: true fi;
     fail(true)
#ifdef WITHOUT_ORPHANS
  :: COUNTS(a) && seen == SAW_ORPHANED -> phase = RUNNING
#else
  :: COUNTS(a) && seen == SAW_ORPHANED -> fail(true)
#endif
  :: COUNTS(a) && seen == SAW_GONE && phase == RUNNING -> lost = lost | BIT(a); fail(true)
  :: else -> skip
  fi
}

/* Rule cancel: an attempt without a pod ends in the same entry. */
inline decideOnCancel() {
  if
  :: !TASK_HAS_ENDED && !isCancelled ->
     isCancelled = true;
     if
#ifndef WITHOUT_CANCEL_OF_READY
     :: phase == READY -> recordEnd(false); phase = CANCELLED
#endif
     :: phase == RUNNING && stopping == 0 -> stopping = CANCELLED
     :: else -> skip
     fi
  :: else -> skip
  fi
}

#ifdef WITHOUT_NODE_LOST_TIMEOUT
#define IS_NODE_LOST false
#else
#define IS_NODE_LOST (phase == RUNNING && isOverdueToGo)
#endif
inline decideOnCheck() {
  if
  :: IS_NODE_LOST -> lost = lost | BIT(current); fail(true)
  :: !(IS_NODE_LOST) && phase == RUNNING && stopping == 0 && isOverdue ->
#ifdef WITHOUT_END_SEEN
     stopping = TIMED_OUT; fail(true)
#else
     stopping = (isStarted -> TIMED_OUT : FAILED); isOverdue = false
#endif
  :: else -> skip
  fi
}

/* What the state asks for, of the current attempt. Nothing may be created once the run is being stopped. */
inline wantsOfTask() {
  assert(!isCancelled || phase != READY);
  if
  :: phase == READY -> dispatchQueue[current] = dispatchQueue[current] | CREATE
#ifndef WITHOUT_STOP
  :: phase == RUNNING && stopping -> collectQueue[current] = collectQueue[current] | (isStarted -> STOP : DELETE)
#endif
  :: else -> skip
  fi
}
/* A live pod that no attempt wants: its attempt has ended without it. */
inline wantsOfObservation(a, seen) {
  if
  :: HAS(ended, a) && !HAS(known, a) && (seen & (SAW_PENDING | SAW_RUNNING | SAW_GOING)) ->
     collectQueue[a] = collectQueue[a] | DELETE
  :: else -> skip
  fi
}
inline wantsOfCheck() {
#ifndef WITHOUT_PROBE
  if :: phase == RUNNING -> dispatchQueue[current] = dispatchQueue[current] | PROBE :: else -> skip fi;
#endif
  closeWanted = closeWanted || (TASK_HAS_ENDED && !isClosed && released == ended)
}

inline onObservation(a, seen) {
  if :: saw[a] = saw[a] & (127 - seen) :: duplicates > 0 -> duplicates-- fi;
  decideOnObservation(a, seen);
  if
  :: crashes > 0 -> crashes--; saw[a] = saw[a] | seen
  :: wantsOfTask(); wantsOfObservation(a, seen)
  fi
}
active proctype Advance() {
endIdle:
  do
  :: atomic { (saw[0] & SAW_PENDING) -> onObservation(0, SAW_PENDING) }
  :: atomic { (saw[1] & SAW_PENDING) -> onObservation(1, SAW_PENDING) }
  :: atomic { (saw[0] & SAW_RUNNING) -> onObservation(0, SAW_RUNNING) }
  :: atomic { (saw[1] & SAW_RUNNING) -> onObservation(1, SAW_RUNNING) }
  :: atomic { (saw[0] & SAW_SUCCEEDED) -> onObservation(0, SAW_SUCCEEDED) }
  :: atomic { (saw[1] & SAW_SUCCEEDED) -> onObservation(1, SAW_SUCCEEDED) }
  :: atomic { (saw[0] & SAW_FAILED) -> onObservation(0, SAW_FAILED) }
  :: atomic { (saw[1] & SAW_FAILED) -> onObservation(1, SAW_FAILED) }
  :: atomic { (saw[0] & SAW_GONE) -> onObservation(0, SAW_GONE) }
  :: atomic { (saw[1] & SAW_GONE) -> onObservation(1, SAW_GONE) }
  :: atomic { (saw[0] & SAW_ORPHANED) -> onObservation(0, SAW_ORPHANED) }
  :: atomic { (saw[1] & SAW_ORPHANED) -> onObservation(1, SAW_ORPHANED) }
  :: atomic { (saw[0] & SAW_GOING) -> onObservation(0, SAW_GOING) }
  :: atomic { (saw[1] & SAW_GOING) -> onObservation(1, SAW_GOING) }
  :: atomic { cancelMessage ->
       cancelMessage = false; decideOnCancel();
       if :: crashes > 0 -> crashes--; cancelMessage = true :: wantsOfTask() fi }
  :: atomic { checkMessage ->
       checkMessage = false; decideOnCheck();
       if :: crashes > 0 -> crashes--; checkMessage = true :: wantsOfTask(); wantsOfCheck() fi }
  od
}

/* ---- collect: stops by deadline, deletes, releases, and closes on an empty list. -------------------------------- */
#define ASKED(a, kind) (collectQueue[a] & kind)
inline done(a, kind) { collectQueue[a] = collectQueue[a] & (3 - kind) }
inline stop(a) { done(a, STOP); stopped[a] = stopped[a] || pod[a] == WAITS || pod[a] == RUNS }
#define MAY_RELEASE(a) (HAS(ended, a) && !HAS(released, a) && IS_A_HORIZON_AGO(a))
inline release(a) {
  finalizer[a] = false; settle(a);
  if
  :: if :: HAS(lost, a) -> deleteNow(a) :: else -> delete(a) fi; released = released | BIT(a)
  :: crashes > 0 -> crashes--
  fi
}
/* Whatever the list still shows is asked to go, at once where it was asked before. */
inline letGo(a) { finalizer[a] = false; settle(a); if :: deleting[a] -> deleteNow(a) :: else -> delete(a) fi }
inline close() {
  closeWanted = false;
  if
#ifdef WITHOUT_EMPTY_LIST
  :: true -> isClosed = true
#else
  :: pod[0] == NONE && pod[1] == NONE -> isClosed = true
  :: else -> letGo(0); letGo(1)
#endif
  fi;
  assert(!isClosed || (pod[0] == NONE && pod[1] == NONE))
}
active proctype Collect() {
endIdle:
  do
  :: atomic { ASKED(0, STOP) -> stop(0) }
  :: atomic { ASKED(1, STOP) -> stop(1) }
  :: atomic { ASKED(0, DELETE) -> done(0, DELETE); delete(0) }
  :: atomic { ASKED(1, DELETE) -> done(1, DELETE); delete(1) }
     /* Asked for by a check, which may come at any time. */
  :: atomic { MAY_RELEASE(0) -> release(0) }
  :: atomic { MAY_RELEASE(1) -> release(1) }
  :: atomic { closeWanted -> close() }
  od
}

/* ---- The world: kubelets, nodes, people, the clock. ------------------------------------------------------------- */
#define IS_TOLD(a) (deleting[a] || stopped[a])
#define MAY_START(a) (pod[a] == WAITS && !IS_TOLD(a))
#define MAY_END(a) (pod[a] == RUNS && !nodeIsDead[a] && (IS_TOLD(a) || !(IS_GIVEN_UP(a) && endOnlyIfTold)))
inline end(a, how) {
  pod[a] = how;
  result[a] = (IS_GIVEN_UP(a) -> (how == OK -> TOO_LATE : STOPPED) : (how == OK -> IN_TIME : BADLY));
  watcherSees(a); settle(a)
}
active proctype World() {
  byte checks;
  atomic {
    dispatchQueue[0] = CREATE;
    if :: CANCELS + DEADLINES > 0 -> endOnlyIfTold = true :: endOnlyIfTold = false fi
  };
endIdle:
  do
  :: atomic { MAY_START(0) -> pod[0] = RUNS; watcherSees(0) }
  :: atomic { MAY_START(1) -> pod[1] = RUNS; watcherSees(1) }
  :: atomic { MAY_END(0) -> if :: end(0, OK) :: end(0, BAD) fi }
  :: atomic { MAY_END(1) -> if :: end(1, OK) :: end(1, BAD) fi }
     /* A deadline that is set before a pod has a node ends it, too. */
  :: atomic { pod[0] == WAITS && stopped[0] && !deleting[0] -> end(0, BAD) }
  :: atomic { pod[1] == WAITS && stopped[1] && !deleting[1] -> end(1, BAD) }
  :: atomic { deletes > 0 && pod[0] != NONE && !deleting[0] -> deletes--; delete(0) }
  :: atomic { cancels > 0 -> cancels--; if :: cancelMessage = true :: skip fi }
     /* Deadlines, each with the check that is sent for its moment. */
  :: atomic { deadlines > 0 && phase == RUNNING && stopping == 0 && !isOverdue -> deadlines--; isOverdue = true; checkMessage = true }
#if NODES > 0
  :: atomic { nodes > 0 && pod[0] == RUNS && !nodeIsDead[0] -> nodes--; nodeIsDead[0] = true }
  :: atomic { nodes > 0 && pod[1] == RUNS && !nodeIsDead[1] -> nodes--; nodeIsDead[1] = true }
     /* The node controller. */
  :: atomic { nodeIsDead[0] && !deleting[0] -> delete(0) }
  :: atomic { nodeIsDead[1] && !deleting[1] -> delete(1) }
     /* The node comes back, or never does. */
  :: atomic { nodeIsDead[0] && deleting[0] && nodesBack > 0 -> nodesBack--; if :: nodeIsDead[0] = false :: skip fi }
  :: atomic { nodeIsDead[1] && deleting[1] && nodesBack > 0 -> nodesBack--; if :: nodeIsDead[1] = false :: skip fi }
  :: atomic { phase == RUNNING && (isGoing || stopping) && !isOverdueToGo -> isOverdueToGo = true }
#endif
  :: atomic { BLINDNESS && !isBlind && !TASK_HAS_ENDED -> isBlind = true }
  :: atomic { earlyChecks > 0 && !isClosed -> earlyChecks--; checkMessage = true }
  :: timeout ->
     atomic {
       if
       :: isClosed -> break
       :: else -> checks++; assert(checks <= MAX_CHECKS); checkMessage = true
       fi
     }
  od;
  /* The task has ended, as it should; nothing remains, nothing is asked for. */
  assert(TASK_HAS_ENDED && pod[0] == NONE && pod[1] == NONE);
  assert(dispatchQueue[0] == 0 && dispatchQueue[1] == 0);
  assert(phase != SUCCEEDED || result[current] == IN_TIME);
  assert(phase == SUCCEEDED || HAS(lost, current) || !HAS(known, current) || result[current] != IN_TIME);
  assert(phase != FAILED || current == 1 || DEADLINES > 0 || isCancelled);
  assert(phase != CANCELLED || isCancelled);
  assert(phase != TIMED_OUT || DEADLINES > 0)
}

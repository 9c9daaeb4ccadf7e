/*
 * The window: at most `maxPodsInFlight` tasks of a run are in flight, and no wake-up is lost.
 *
 * Checks the rules *window* (never more than its size; a place that is freed is given on) and the level-triggered wants
 * of the log per run: load, decide, append on condition, send what the state wants, acknowledge last. A first delivery
 * asks for what its own append made ready; one that was received before, or that met a conflict, for the whole window. What follows from the
 * state is decided on at every delivery, so whoever comes next completes a decision of which only a part was stored.
 * All of it without a single check of the run.
 *
 * World: four tasks that need nothing, a window of two, two handlers of [work].
 * Faults: CRASHES of a handler at any point, DUPLICATES of deliveries, LOST_ANSWERS of appends that were made, so that
 * the client tries again and meets its own entry; a queue without order; decisions stored as one
 * entry or as two.
 *
 * Without half a rule (each must fail):
 *   WITHOUT_CONDITION          the append overwrites what another has appended
 *   WITHOUT_RELOAD             after a conflict only the number of the entry is brought up to date
 *   WITHOUT_LATE_ACK           a message is acknowledged before its wants are sent
 *   WITHOUT_CONFLICT_SCOPE     after a conflict it asks only for what its last try made ready, though it may have stored
 *                              entries before, or met its own
 *   WITHOUT_WINDOW_SCOPE       a redelivery asks, like a first delivery, only for what its own append made ready
 *   WITHOUT_FOLLOW             only a message that adds a fact decides on what follows
 *   WITHOUT_ADMISSION          an end frees a place and admits nobody
 */
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef DUPLICATES
#define DUPLICATES 1
#endif
#ifndef LOST_ANSWERS
#define LOST_ANSWERS 0
#endif
#define WINDOW 2
#define ALL 15             /* the four tasks, a bit each */
#define CLAIMS_MADE 16     /* the message that opens the window; those of tasks carry the task's bit: its pod has ended */

#define COUNT(set) (((set) & 1) + (((set) >> 1) & 1) + (((set) >> 2) & 1) + (((set) >> 3) & 1))
#define FIRST(set) (((set) & 1) -> 1 : (((set) & 2) -> 2 : (((set) & 4) -> 4 : ((set) & 8))))
#define IN_FLIGHT(ready, ended) ((ready) & (ALL - (ended)))

/* The log, folded: tasks that became ready, tasks that have ended, the number of entries. */
byte logReady, logEnded, logSeq;
/* [work]: messages that wait, and those of them that were received before. */
byte work = CLAIMS_MADE, receivedBefore;
/* [dispatch] was asked for these tasks; their pods have ended. */
byte dispatched, podEnded;
byte crashes = CRASHES, duplicates = DUPLICATES, lostAnswers = LOST_ANSWERS;
bool firstIsBusy;          /* the handlers are alike: the second works only while the first does */

#define WAITS(wanted) ((work & (wanted)) && (_pid == 0 || firstIsBusy))

/* Where it is delivered twice the message stays on the queue. Nobody sees what a handler does before it appends. */
inline receive(wanted) {
  firstIsBusy = firstIsBusy || _pid == 0;
  message = wanted;
  redelivered = ((receivedBefore & wanted) != 0);
  if
  :: work = work & (255 - wanted); receivedBefore = receivedBefore & (255 - wanted)
  :: duplicates > 0 -> duplicates--
  fi;
  loadAndDecide()
}

inline acknowledge() {
  message = 0; ready = 0; ended = 0; seq = 0; newReady = 0; newEnded = 0; madeReady = 0; isRetry = false; redelivered = false;
  firstIsBusy = firstIsBusy && _pid == 1
}

inline loadAndDecide() { ready = logReady; ended = logEnded; seq = logSeq; madeReady = 0; decide() }

#if defined(WITHOUT_FOLLOW)
#define MAY_FOLLOW (newEnded != 0 || ready == 0)
#elif defined(WITHOUT_ADMISSION)
#define MAY_FOLLOW (ready == 0)
#else
#define MAY_FOLLOW true
#endif

/* The fact: a task of the window has ended. What follows: the first tasks that wait are admitted while there is room. */
inline decide() {
  newReady = 0;
  newEnded = ((message != CLAIMS_MADE && (ready & message) && !(ended & message)) -> message : 0);
  do
  :: MAY_FOLLOW && COUNT(IN_FLIGHT(ready | newReady, ended | newEnded)) < WINDOW && (ready | newReady) != ALL ->
     newReady = newReady | FIRST(ALL - (ready | newReady))
  :: else -> break
  od
}

#ifdef WITHOUT_CONDITION
#define MAY_APPEND true
#else
#define MAY_APPEND (seq == logSeq)
#endif

/* The entry after those that the handler knows; where another is there already, and nothing refuses, it is overwritten. */
inline store(ofReady, ofEnded) {
  ready = ready | ofReady; madeReady = madeReady | ofReady; ended = ended | ofEnded; seq++;
  newReady = newReady & (255 - ofReady); newEnded = newEnded & (255 - ofEnded);
  logReady = ready; logEnded = ended; logSeq = seq;
  assert(COUNT(IN_FLIGHT(logReady, logEnded)) <= WINDOW)
}

inline comesAgain() { work = work | message; receivedBefore = receivedBefore | message; acknowledge() }

#ifdef WITHOUT_LATE_ACK
#define comesAgainAfterAppend acknowledge
#else
#define comesAgainAfterAppend comesAgain
#endif

#if defined(WITHOUT_WINDOW_SCOPE)
#define ASKS_FOR_ALL isRetry
#elif defined(WITHOUT_CONFLICT_SCOPE)
#define ASKS_FOR_ALL redelivered
#else
#define ASKS_FOR_ALL (redelivered || isRetry)
#endif
#define WANTED IN_FLIGHT(madeReady | (ASKS_FOR_ALL -> ready : 0), ended)

/* Who meets a second one leaves it to a redelivery. */
inline meetConflict() {
  if
  :: !isRetry -> isRetry = true; loadAndDecide()
  :: isRetry -> comesAgain(); goto endReceive
  fi
}

active [2] proctype Advance() {
  byte message, ready, ended, seq;       /* what it received, and the state in its memory */
  byte newReady, newEnded, madeReady;    /* what it decided and has not stored; what its appends made ready */
  bool redelivered, isRetry;
endReceive:
  do
  :: atomic { WAITS(CLAIMS_MADE) -> receive(CLAIMS_MADE) } -> break
  :: atomic { WAITS(1) -> receive(1) } -> break
  :: atomic { WAITS(2) -> receive(2) } -> break
  :: atomic { WAITS(4) -> receive(4) } -> break
  :: atomic { WAITS(8) -> receive(8) } -> break
  od;
  do
  :: atomic { newReady == 0 && newEnded == 0 -> break }
  :: atomic { (newReady || newEnded) && MAY_APPEND -> store(newReady, newEnded) }
     /* Where the decision is large: the fact, and what follows from it in the next entries. */
  :: atomic { newEnded && newReady && MAY_APPEND -> store(0, newEnded) }
  :: atomic { lostAnswers > 0 && (newReady || newEnded) && MAY_APPEND ->
       lostAnswers--; store(newReady, newEnded); meetConflict() }
  :: atomic { COUNT(newReady) > 1 && MAY_APPEND -> store(FIRST(newReady), newEnded) }
  :: atomic { (newReady || newEnded) && !MAY_APPEND ->
#ifdef WITHOUT_RELOAD
       seq = logSeq
#else
       meetConflict()
#endif
     }
  :: atomic { crashes > 0 -> crashes--; comesAgain(); goto endReceive }
  od;
  if
  :: atomic { crashes > 0 -> crashes--; comesAgainAfterAppend(); goto endReceive }
  :: atomic { dispatched = dispatched | WANTED }
  fi;
  if
  :: atomic { crashes > 0 -> crashes--; comesAgainAfterAppend(); goto endReceive }
  :: atomic { acknowledge(); goto endReceive }
  fi
}

/* dispatch and the cluster: a task that was asked for runs, ends at any time and is seen. */
inline runs(task) { podEnded = podEnded | task; work = work | task }
active proctype Cluster() {
  do
  :: d_step { (dispatched & 1) && !(podEnded & 1) -> runs(1) }
  :: d_step { (dispatched & 2) && !(podEnded & 2) -> runs(2) }
  :: d_step { (dispatched & 4) && !(podEnded & 4) -> runs(4) }
  :: d_step { (dispatched & 8) && !(podEnded & 8) -> runs(8) }
  :: timeout -> break
  od;
  /* Nothing moves any more: no wake-up was lost. */
  assert(logReady == ALL && logEnded == ALL && dispatched == ALL)
}

/*
 * The watcher's lease: there is a watcher while a pod lives, and none for long after.
 *
 * Checks the rules *no-idle-compute* (to end, a watcher marks the lease, lists once more, and drops it if nothing is
 * active; else it takes the mark back or, out of time, calls the next one and leaves. A dispatch creates first and reads
 * the lease after: one of the two always sees the other) and *watch* (the position is saved only after everything up to
 * it is on the queue; whoever takes a lease goes on from there, and lists where there is none). The property `seen`: the
 * end of every pod comes to [work] in the end, under weak fairness, without a check of any run.
 *
 * World: two dispatches that create a pod each, two watchers at a time, the tick.
 * Faults: CRASHES of watchers at any point, who die (their lease stays until it expires, their message does not come
 * back) or fail (they mark their lease, and their message comes back), EXPIRIES of a lease under a live owner, a dispatch that dies after its create and whose redelivery meets the 409.
 *
 * Without half a rule (each must fail):
 *   WITHOUT_LEASE_AFTER_CREATE   a dispatch reads the lease before it creates
 *   WITHOUT_LEASE_AFTER_409      a dispatch that finds its pod there does not read the lease
 *   WITHOUT_MARK                 a watcher does not mark the lease before it ends
 *   WITHOUT_MARK_AS_FREE         a lease that is marked is not taken by whoever is called
 *   WITHOUT_LAST_LIST            it drops the lease without a last list
 *   WITHOUT_DROP_CONDITION       it drops the lease of whoever holds it
 *   WITHOUT_TICK                 nobody looks after a lease that ran out; without crashes and expiries nobody has to
 *   WITHOUT_MARK_BEFORE_CALL     it calls the next one before it has marked the lease; the tick would make up for it
 *   WITHOUT_FLUSH_BEFORE_SAVE    the position is saved while news up to it is in memory alone
 */
#ifndef CRASHES
#define CRASHES 2
#endif
#ifndef EXPIRIES
#define EXPIRIES 1
#endif

#define ABSENT 0
#define DEAD 9             /* the lease is held by one that is no more; 1 and 2 are the two watchers */
byte owner = ABSENT;
bool ending, expired;
byte position;             /* saved in the lease: the ends that lie before it, a bit per pod */

#define NOT_MADE 0
#define LIVE 1
#define ENDED 2
byte pod[2];
byte reported;             /* ends that are on [work], a bit per pod */
byte calls;                /* messages on [watch] */
byte crashes = CRASHES, expiries = EXPIRIES;

#define HAS_ENDED ((pod[0] == ENDED -> 1 : 0) + (pod[1] == ENDED -> 2 : 0))
#define IS_FREE (owner == ABSENT || expired || ending)
inline call() { calls = (calls < 3 -> calls + 1 : calls) }

#ifdef WITHOUT_MARK_AS_FREE
#define MAY_TAKE (owner == ABSENT || expired)
#else
#define MAY_TAKE IS_FREE
#endif

#if defined(WITHOUT_DROP_CONDITION)
#define MAY_DROP true
#elif defined(WITHOUT_MARK)
#define MAY_DROP (owner == me)
#else
#define MAY_DROP (owner == me && ending)
#endif

inline flush() { reported = reported | unsent; unsent = 0 }
/* A list tells of everything that is there, not only of what has changed. */
inline list() { unsent = unsent | HAS_ENDED; flush(); isActive = (pod[0] == LIVE || pod[1] == LIVE) }
inline leave() { unsent = 0; reached = 0; isActive = false; isOver = false; goto idle }
/* One that dies leaves its lease until it expires; one that fails marks it, and its message comes again. */
inline crash() {
  crashes--;
  if :: true :: ending = ending || owner == me; call() fi;
  owner = (owner == me -> DEAD : owner);
  leave()
}
inline mayCrash() { if :: atomic { crashes > 0 -> crash() } :: skip fi }

active [2] proctype Watch() {
  byte me = _pid + 1;
  byte reached, unsent;            /* ends up to where the watch has got; those of them that wait to be sent */
  bool isActive, isOver;
endIdle:
idle:
  atomic { calls > 0 -> calls--;
    if
    :: MAY_TAKE ->
       if
       :: owner == ABSENT -> list(); reached = reported & HAS_ENDED
       :: else -> reached = position
       fi;
       owner = me; ending = false; expired = false
    :: else -> goto idle
    fi
  };
  do
  :: atomic { (HAS_ENDED & ~reached) -> unsent = unsent | (HAS_ENDED & ~reached); reached = reached | HAS_ENDED }
  :: atomic { unsent -> flush() }
  :: atomic { crashes > 0 -> crash() }
     /* Renewal: on condition, and only after what it saves the position of was sent. */
  :: atomic { owner == me && (expired || position != reached) ->
#ifndef WITHOUT_FLUSH_BEFORE_SAVE
       flush();
#endif
       skip
     };
     if
     :: atomic { owner == me -> expired = false; position = reached; assert((position & ~reported) == 0) }
     :: atomic { owner != me -> leave() }
     :: atomic { crashes > 0 -> crash() }
     fi
  :: atomic { owner != me -> flush(); leave() }
     /* Nothing seems active, or its time is over. */
  :: atomic { true -> if :: isOver = true :: isOver = false fi };
#ifdef WITHOUT_MARK_BEFORE_CALL
     if :: atomic { isOver -> call() } :: atomic { !isOver } fi;
#endif
#ifndef WITHOUT_MARK
     if :: atomic { owner == me -> ending = true } :: atomic { owner != me -> flush(); leave() } fi;
#endif
     mayCrash();
#ifdef WITHOUT_LAST_LIST
     atomic { flush(); isActive = false };
#else
     atomic { list() };
#endif
     mayCrash();
     if
     :: atomic { !isActive && MAY_DROP -> owner = ABSENT; ending = false; expired = false; position = 0; leave() }
     :: atomic { !isActive && !(MAY_DROP) -> leave() }
     :: atomic { isActive && !isOver && owner == me -> ending = false; isActive = false }
     :: atomic { isActive && !isOver && owner != me -> leave() }
     :: atomic { isActive && isOver ->
#ifndef WITHOUT_MARK_BEFORE_CALL
          call();
#endif
          owner = (owner == me -> DEAD : owner); leave() }
     fi
  od
}

/* Creates its pod, then reads the lease. Who dies in between meets the 409 the next time, and reads it then. */
active [2] proctype Dispatch() {
  bool isFree;
#ifdef WITHOUT_LEASE_AFTER_CREATE
  isFree = IS_FREE;
  pod[_pid - 2] = LIVE;
#else
  pod[_pid - 2] = LIVE;
#ifdef WITHOUT_LEASE_AFTER_409
  if :: isFree = IS_FREE :: isFree = false fi;
#else
  isFree = IS_FREE;
#endif
#endif
  if :: d_step { isFree -> call() } :: !isFree fi
}

active proctype Kubelet0() { pod[0] == LIVE -> pod[0] = ENDED }
active proctype Kubelet1() { pod[1] == LIVE -> pod[1] = ENDED }

active proctype Time() {
end:
  do
  :: d_step { owner == DEAD && !expired -> expired = true }
  :: d_step { owner != ABSENT && owner != DEAD && !expired && expiries > 0 -> expiries--; expired = true }
  od
}

#ifndef WITHOUT_TICK
active proctype Tick() {
end:
  do
  :: d_step { owner != ABSENT && expired && calls == 0 -> call() }
  od
}
#endif

ltl seen { [] (pod[0] == NOT_MADE || <> (reported & 1)) }

/*
 * The join: a task that waits for two others becomes ready once, whoever sees the second of them end.
 *
 * Checks the rules *readiness* (a join fires once), *absorb* (an end counts once), the commit of the log per run (load,
 * decide, append on condition; on conflict load and decide again), its level-triggered wants, and the header, which says
 * in the end how the run ended. All of it without a single check of the run.
 *
 * World: A and B are in flight and end, C waits for both; two handlers of [work], each with a state kept in memory.
 * Faults: CRASHES of a handler at any point, DUPLICATES of deliveries; a queue without order; decisions stored as one
 * entry or as two.
 *
 * Without half a rule (each must fail):
 *   WITHOUT_CONDITION          the append overwrites what another has appended
 *   WITHOUT_RELOAD             after a conflict only the number of the entry is brought up to date
 *   WITHOUT_TAIL               the state in memory is used without reading the log's tail
 *   WITHOUT_LATE_ACK           a message is acknowledged before its wants are sent
 *   WITHOUT_REDELIVERY_SCOPE   a redelivery asks, like a first delivery, only for what its own append made ready
 *   WITHOUT_FOLLOW             only a message that adds a fact decides on what follows
 *   WITHOUT_HEADER_CONDITION   an older header overwrites a newer one
 */
#ifndef CRASHES
#define CRASHES 3
#endif
#ifndef DUPLICATES
#define DUPLICATES 3
#endif

/* Events of the log, and the messages that cause the ends. */
#define A_ENDED 1
#define B_ENDED 2
#define C_ENDED 4
#define C_READY 8
#define RUN_ENDED 16
#define ALL 31

byte log, logSeq, timesReady;                             /* the log, folded: its events, its entries, C's Ready events */
byte work = A_ENDED | B_ENDED, receivedBefore;            /* [work]; those of its messages that were received before */
bool dispatched, podEnded;                                /* C was asked for on [dispatch]; its pod has ended */
byte headerSeq;
bool headerEnded;
byte crashes = CRASHES, duplicates = DUPLICATES;

/* Where it is delivered twice the message stays on the queue. Nobody sees what a handler does before it appends. */
inline receive(wanted) {
  message = wanted;
  redelivered = ((receivedBefore & wanted) != 0);
  if
  :: work = work & (255 - wanted); receivedBefore = receivedBefore & (255 - wanted)
  :: duplicates > 0 -> duplicates--
  fi;
  load();
  decide()
}

#ifdef WITHOUT_TAIL
#define IS_IN_MEMORY (seq > 0 && !isRetry)
#else
#define IS_IN_MEMORY false
#endif
inline load() { if :: IS_IN_MEMORY -> skip :: else -> state = log; seq = logSeq fi }

#ifdef WITHOUT_FOLLOW
#define MAY_FOLLOW (facts != 0)
#else
#define MAY_FOLLOW true
#endif

/* The fact: a task in flight has ended. What follows: C becomes ready after both, the run ends after C. */
inline decide() {
  facts = ((!(state & message) && (message != C_ENDED || (state & C_READY))) -> message : 0);
  follows = 0;
  if
  :: MAY_FOLLOW && ((state | facts) & 3) == 3 && !(state & C_READY) -> follows = C_READY
  :: MAY_FOLLOW && ((state | facts) & C_ENDED) && !(state & RUN_ENDED) -> follows = RUN_ENDED
  :: else -> skip
  fi
}

#ifdef WITHOUT_CONDITION
#define MAY_APPEND true
#else
#define MAY_APPEND (seq == logSeq)
#endif

/* The entry after those that the handler knows; where another is there already, and nothing refuses, it is overwritten. */
inline store(events) {
  state = state | events; seq++;
  log = state; logSeq = seq;
  timesReady = timesReady + (((events) & C_READY) -> 1 : 0);
  madeReady = madeReady || ((events) & C_READY);
  facts = facts & (255 - (events)); follows = follows & (255 - (events));
  assert(timesReady <= 1)
}

inline acknowledge() {
  message = 0; facts = 0; follows = 0; isRetry = false; redelivered = false; madeReady = false;
#ifndef WITHOUT_TAIL
  state = 0; seq = 0
#endif
}
inline comesAgain() { work = work | message; receivedBefore = receivedBefore | message; acknowledge() }
#ifdef WITHOUT_LATE_ACK
#define comesAgainAfterAppend acknowledge
#else
#define comesAgainAfterAppend comesAgain
#endif

#ifdef WITHOUT_REDELIVERY_SCOPE
#define ASKS_FOR_C madeReady
#else
#define ASKS_FOR_C (madeReady || redelivered)
#endif
#ifdef WITHOUT_HEADER_CONDITION
#define MAY_PUT_HEADER true
#else
#define MAY_PUT_HEADER (seq > headerSeq)
#endif

active [2] proctype Advance() {
  byte message, state, seq, facts, follows;      /* what it received, the state in its memory, what it decided */
  bool redelivered, isRetry, madeReady;
endReceive:
  do
  :: atomic { (work & A_ENDED) -> receive(A_ENDED) } -> break
  :: atomic { (work & B_ENDED) -> receive(B_ENDED) } -> break
  :: atomic { (work & C_ENDED) -> receive(C_ENDED) } -> break
  od;
  do
  :: atomic { facts == 0 && follows == 0 -> break }
  :: atomic { (facts || follows) && MAY_APPEND -> store(facts | follows) }
  :: atomic { facts && follows && MAY_APPEND -> store(facts) }
  :: atomic { (facts || follows) && !MAY_APPEND ->
#ifdef WITHOUT_RELOAD
       seq = logSeq
#else
       /* One who meets others twice leaves it to a redelivery. */
       if
       :: !isRetry -> isRetry = true; load(); decide()
       :: isRetry -> comesAgain(); goto endReceive
       fi
#endif
     }
  :: atomic { crashes > 0 -> crashes--; comesAgain(); goto endReceive }
  od;
  if
  :: atomic { crashes > 0 -> crashes--; comesAgainAfterAppend(); goto endReceive }
  :: atomic { dispatched = dispatched || (ASKS_FOR_C && (state & C_READY) && !(state & C_ENDED)) }
  fi;
  if
  :: atomic { crashes > 0 -> crashes--; comesAgainAfterAppend(); goto endReceive }
  :: atomic { MAY_PUT_HEADER -> headerSeq = seq; headerEnded = ((state & RUN_ENDED) != 0) }
  :: atomic { !(MAY_PUT_HEADER) -> skip }
  fi;
  if
  :: atomic { crashes > 0 -> crashes--; comesAgainAfterAppend(); goto endReceive }
  :: atomic { acknowledge(); goto endReceive }
  fi
}

/* dispatch and the cluster: C runs once it was asked for, ends and is seen. */
active proctype Cluster() {
  do
  :: d_step { dispatched && !podEnded -> podEnded = true; work = work | C_ENDED }
  :: timeout -> break
  od;
  /* Nothing moves any more: no event and no wake-up was lost, and the header tells the end. */
  assert(log == ALL && timesReady == 1 && dispatched && headerEnded)
}

// Package parallel shares the parts of a task among processors.
//
// A step of training is a handful of tasks of some ten microseconds each, less than it
// takes to wake a goroutine that sleeps. So the workers here stay awake for a moment
// after a task, and sleep when no other one follows; while nothing trains, nothing
// runs.
//
// Each has a share of the parts, side by side, and claims them one after the other;
// when it is through it claims those of the others. So a part of the same number
// mostly stays with the same processor, whose cache holds its numbers from the task
// before, and yet a slow processor does fewer of them.
//
// There are never more at work than runtime.GOMAXPROCS says, and with GOMAXPROCS=1 no
// worker is started.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Task is work in parts that may be done in any order, and at the same time.
type Task interface {
	// Part does part i.
	Part(i int)
}

// awake is how long a worker waits for the next task before it sleeps.
const awake = 100 * time.Microsecond

var pool struct {
	owner   sync.Mutex // held while a task runs
	workers int        // started so far

	round  atomic.Int64 // odd while a task is open to workers
	inside atomic.Int64 // workers that may be looking at the task
	asleep atomic.Int64 // workers that nobody has woken yet
	wake   chan struct{}

	task   Task
	shares []share
}

// share is the parts of one processor.
type share struct {
	next, end atomic.Int64
	_         [112]byte // no two in one line of the cache
}

func init() { pool.wake = make(chan struct{}) }

// Do runs the parts 0, …, parts−1 of a task and returns when all are done. A call
// from within a part, or while another goroutine's task runs, does its parts alone.
func Do(parts int, task Task) {
	helpers := min(runtime.GOMAXPROCS(0), parts) - 1
	if helpers < 1 || !pool.owner.TryLock() {
		for i := range parts {
			task.Part(i)
		}
		return
	}
	defer pool.owner.Unlock()
	for pool.workers < helpers {
		pool.workers++
		go work(pool.workers)
	}
	if cap(pool.shares) <= helpers {
		pool.shares = make([]share, helpers+1)
	}
	pool.task, pool.shares = task, pool.shares[:helpers+1]
	for i := range pool.shares {
		s := &pool.shares[i]
		s.next.Store(int64(parts * i / (helpers + 1)))
		s.end.Store(int64(parts * (i + 1) / (helpers + 1)))
	}
	pool.round.Add(1)
	for range helpers {
		if !takeOne(&pool.asleep) {
			break
		}
		pool.wake <- struct{}{}
	}
	claim(0)
	pool.round.Add(1)
	for pool.inside.Load() > 0 { // the last parts are still at work
		runtime.Gosched()
	}
	pool.task = nil
}

// claim does parts until none is left, those of the worker's own share first.
func claim(worker int) {
	for k := range pool.shares {
		s := &pool.shares[(worker+k)%len(pool.shares)]
		for {
			i := s.next.Add(1) - 1
			if i >= s.end.Load() {
				break
			}
			pool.task.Part(int(i))
		}
	}
}

// work is the life of a worker.
func work(number int) {
	done := int64(0) // the last round that it took part in
	for {
		round := await(done)
		pool.inside.Add(1)
		// The task stays as it is while a worker is inside, once its round was seen.
		if pool.round.Load() == round {
			claim(number)
		}
		pool.inside.Add(-1)
		done = round
	}
}

// await returns the number of an open round after the given one.
func await(done int64) int64 {
	for {
		for start := time.Now(); time.Since(start) < awake; {
			if round := pool.round.Load(); round != done && round%2 == 1 {
				return round
			}
		}
		pool.asleep.Add(1)
		// A round that opened just now may have found nobody asleep.
		if round := pool.round.Load(); round != done && round%2 == 1 && takeOne(&pool.asleep) {
			return round
		}
		<-pool.wake
	}
}

// takeOne lowers n, unless it is 0.
func takeOne(n *atomic.Int64) bool {
	for {
		v := n.Load()
		if v <= 0 {
			return false
		}
		if n.CompareAndSwap(v, v-1) {
			return true
		}
	}
}

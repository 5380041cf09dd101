package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// counts counts how often each part was done.
type counts []atomic.Int32

func (c counts) Part(i int) { c[i].Add(1) }

// Each part is done once, and before Do returns, with any number of processors, after
// the workers have slept, and from many goroutines.
func TestEachPartOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 8, 3} {
		runtime.GOMAXPROCS(procs)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for round := range 500 {
					c := make(counts, round%17)
					Do(len(c), c)
					for i := range c {
						if n := c[i].Load(); n != 1 {
							t.Errorf("GOMAXPROCS %d: part %d of %d was done %d times", procs, i, len(c), n)
						}
					}
					if round%100 == 50 {
						time.Sleep(2 * awake)
					}
				}
			})
		}
		all.Wait()
	}
}

// nested has parts that are tasks themselves.
type nested struct{ inner counts }

func (n *nested) Part(int) { Do(len(n.inner), n.inner) }

func TestTaskWithinTask(t *testing.T) {
	n := &nested{make(counts, 5)}
	Do(7, n)
	for i := range n.inner {
		if got := n.inner[i].Load(); got != 7 {
			t.Errorf("part %d was done %d times in 7 tasks", i, got)
		}
	}
}

// When nothing is left to do, every worker sleeps.
func TestWorkersSleep(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	c := make(counts, 100)
	Do(len(c), c)
	for range 1000 {
		pool.owner.Lock()
		workers := pool.workers
		pool.owner.Unlock()
		if pool.asleep.Load() == int64(workers) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d of %d workers sleep 10 s after the last task", pool.asleep.Load(), pool.workers)
}

func TestNoAllocation(t *testing.T) {
	c := make(counts, 100)
	var task Task = c
	if n := testing.AllocsPerRun(100, func() { Do(len(c), task) }); n != 0 {
		t.Errorf("a task allocates %v times", n)
	}
}

func BenchmarkDo(b *testing.B) {
	c := make(counts, 8)
	var task Task = c
	for b.Loop() {
		Do(len(c), task)
	}
}

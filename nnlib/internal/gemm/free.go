package gemm

import "sync"

// freeList keeps memory for the next product that needs it. Unlike a sync.Pool it never
// lets go, so that a training step allocates nothing, whenever the collector runs.
type freeList[T any] struct {
	mu   sync.Mutex
	free []*T
}

func (l *freeList[T]) get() *T {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.free) == 0 {
		return new(T)
	}
	x := l.free[len(l.free)-1]
	l.free = l.free[:len(l.free)-1]
	return x
}

func (l *freeList[T]) put(x *T) {
	l.mu.Lock()
	l.free = append(l.free, x)
	l.mu.Unlock()
}

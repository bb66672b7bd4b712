package voicemaker

import (
	"context"
	"runtime"
	"sync"
)

// each does work for every item on all processors, and hands the results to
// done in the order of the items, one at a time, as they come. It stops early,
// with the cause, when ctx is done.
func each[Item, Result any](ctx context.Context, items []Item, work func(Item) Result, done func(Item, Result)) error {
	results := make([]chan Result, len(items))
	for i := range results {
		results[i] = make(chan Result, 1)
	}
	next := make(chan int)
	var workers sync.WaitGroup
	defer workers.Wait()
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				results[i] <- work(items[i])
			}
		})
	}
	workers.Go(func() {
		defer close(next)
		for i := range items {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	})
	for i, item := range items {
		select {
		case r := <-results[i]:
			done(item, r)
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

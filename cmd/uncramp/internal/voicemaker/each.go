package voicemaker

import (
	"context"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

// each calls work for every item, on all processors, and done with the results,
// one at a time and in the order of the items. When ctx is done it returns the
// cause, without starting more work.
func each[Item, Result any](ctx context.Context, items []Item, work func(Item) Result, done func(Item, Result)) error {
	results := make([]chan Result, len(items))
	for i := range results {
		results[i] = make(chan Result, 1)
	}
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	var feeder sync.WaitGroup
	feeder.Go(func() {
		for i, item := range items {
			workers.Go(func() error {
				if ctx.Err() == nil {
					results[i] <- work(item)
				}
				return nil
			})
		}
	})
	defer workers.Wait()
	defer feeder.Wait()
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

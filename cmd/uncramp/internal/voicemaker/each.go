package voicemaker

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// each returns the results of work on every item, which it does on all processors. When
// ctx is done it starts no more work, and returns the cause.
func each[Item, Result any](ctx context.Context, items []Item, work func(Item) Result) ([]Result, error) {
	results := make([]Result, len(items))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, item := range items {
		workers.Go(func() error {
			if ctx.Err() == nil {
				results[i] = work(item)
			}
			return nil
		})
	}
	workers.Wait()
	return results, context.Cause(ctx)
}

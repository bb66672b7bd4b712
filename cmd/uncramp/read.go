package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// readFile reads a file that is named on the command line, or so much of it that
// it is too long by a byte. It may be a pipe that nobody writes to, or a device
// without an end: the wait ends with ctx.
func readFile(ctx context.Context, path string, most int64) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		f, err := os.Open(path)
		if err != nil {
			read <- result{nil, err}
			return
		}
		defer f.Close()
		data, err := io.ReadAll(io.LimitReader(f, most+1))
		read <- result{data, err}
	}()
	select {
	case r := <-read:
		if p := (*fs.PathError)(nil); errors.As(r.err, &p) {
			r.err = fmt.Errorf("%s: %w", path, p.Err)
		}
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Package voicemaker makes voices: [Make] makes one of recordings and of what an engine
// speaks, and [Check] checks a voice, or recordings before a voice is made of them.
package voicemaker

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"uncramp/audio/atomicfile"
	"uncramp/audio/mastering"
	"uncramp/routine"
	"uncramp/sounds"
)

// Options say which voice is made, and of what.
type Options struct {
	Name   string
	Out    string  // the folder to put it into
	From   string  // the folder of recordings, "" for none
	Words  string  // a CSV file of words; "" for that in From, if there is one
	Engine *Engine // speaks what has no recording; nil for none
	Format mastering.Format

	Needs []routine.Cue // what the voice must speak

	// Lends returns which cues the voice that is extended lends to this one.
	Lends func(voice string) (has func(cue string) bool, err error)

	// For the manifest. If one is empty, that of the manifest beside the recordings
	// counts, or else that of the voice as it was. Extends names the voice that speaks
	// what this one lacks.
	Language, Author, Licence, Extends string
}

// Make makes a voice, and returns its manifest and clips. It calls progress, by one
// goroutine at a time, with the number of clips that are done and of all. All that is
// wrong with recordings and words is one error, a [Faults]. A voice that is in Out
// already is replaced by a whole one, or stays as it was.
func Make(ctx context.Context, o Options, progress func(done, of int)) (*sounds.Manifest, []Clip, error) {
	if err := o.Format.Check(ctx); err != nil {
		return nil, nil, err
	}
	if to, err := filepath.EvalSymlinks(o.Out); err == nil {
		o.Out = to
	}
	m, all, err := o.prepare()
	if err != nil {
		return nil, nil, err
	}
	folder, err := atomicfile.NewFolder(o.Out)
	if err != nil {
		return nil, nil, err
	}
	defer folder.Discard()
	clips, err := o.clips(ctx, all, folder.Path, progress)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range clips {
		m.Cues = append(m.Cues, c.Cue)
	}
	describe(m)
	if err := os.WriteFile(filepath.Join(folder.Path, sounds.ManifestFile), m.Format(), 0o666); err != nil {
		return nil, nil, withoutOp(o.Out, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	return m, clips, folder.Publish()
}

// prepare returns the manifest without its cues, and what each clip is to be made of.
func (o *Options) prepare() (*sounds.Manifest, []source, error) {
	old, err := openReplaced(o.Out, o.From)
	if err != nil {
		return nil, nil, err
	}
	r, err := openRecordings(o.From, o.Words)
	if err != nil {
		return nil, nil, err
	}
	m, err := o.about(r.Manifest, old.Manifest)
	if err != nil {
		return nil, nil, err
	}
	lent, err := o.Lends(m.Extends)
	if err != nil {
		return nil, nil, err
	}
	all, faults := o.sources(r, old, m.Language, lent)
	switch {
	case len(faults) > 0:
		return nil, nil, &Faults{cmp.Or(o.From, o.Name), faults}
	case len(all) == 0:
		return nil, nil, fmt.Errorf("%s: nothing to make: %s speaks all that is needed", o.Name, m.Extends)
	case slices.ContainsFunc(all, func(s source) bool { return s.file == "" }):
		err = o.Engine.check()
	}
	return m, all, err
}

// clips makes all clips and writes them into folder. It stops at the first sentence that
// an engine cannot speak.
func (o *Options) clips(ctx context.Context, all []source, folder string, progress func(done, of int)) ([]Clip, error) {
	work, err := filepath.Abs(filepath.Join(folder, "work")) // for engines, which may go elsewhere
	if err == nil {
		err = os.Mkdir(work, 0o700)
	}
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var mu sync.Mutex
	done := 0
	clips, faults, err := each(ctx, all, func(s source) (Clip, error) {
		c, file, err := o.clip(ctx, s, work)
		if err != nil {
			if s.file == "" {
				stop(fmt.Errorf("%s, spoken by %s: %w", s.ID, o.Engine.key, err))
			}
			return c, err
		}
		if err := os.WriteFile(filepath.Join(folder, c.ID+string(o.Format)), file, 0o666); err != nil {
			stop(withoutOp(o.Out, err)) // a full disk is no fault of the clip
		}
		mu.Lock()
		defer mu.Unlock()
		if ctx.Err() == nil {
			done++
			progress(done, len(all))
		}
		return c, nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(faults) > 0:
		return nil, &Faults{cmp.Or(o.From, o.Name), faults}
	}
	return clips, os.RemoveAll(work)
}

// Package voicemaker makes a voice of recordings, and of what an engine speaks, with
// [Make], and checks voices and recordings with [Check].
package voicemaker

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"uncramp/audio/atomicfile"
	"uncramp/audio/mastering"
	"uncramp/audio/meter"
	"uncramp/audio/process"
	"uncramp/routine"
	"uncramp/sounds"
)

// Options say which voice is made, and of what.
type Options struct {
	Name   string
	Out    string // the folder to put it into
	From   string // the folder of recordings, "" for none
	Words  string // a CSV file of words; "" for that in From, if there is one
	Engine *Engine
	Format mastering.Format

	Needs   []routine.Cue     // what the voice must speak
	Own     map[string]string // those of them that no other voice knows, and their words
	Extends string            // the voice that speaks what this one lacks; "" for that of the recordings
	Lends   func(voice string) (has func(cue string) bool, err error)

	// Each is that of the recordings, or of the voice as it was, if it is empty.
	Language, Author, Licence string
}

// Clip is one clip of a voice.
type Clip struct {
	sounds.Cue
	Loudness meter.LUFS // of what it is made of; of a clip that is checked, its own
	TruePeak meter.DBTP // likewise
	Gain     float64    // dB that Loudness is short of
	Limiter  float64    // dB that the limiter took off the highest peak
	Notes    string     // see notes
	Err      error      // why it could not be made, or what it falls short of

	where  string // of the fault
	file   []byte
	ending string
}

// Make makes a voice, and returns its manifest and clips. It calls progress, by one
// goroutine at a time, with the number of clips that are done and of all. What is wrong
// with recordings and words, or fails, is one error, *[Faults]. A voice that is in Out
// already is replaced by a whole one, or stays as it was.
func Make(ctx context.Context, o Options, progress func(done, of int)) (*sounds.Manifest, []Clip, error) {
	if err := o.Format.Check(ctx); err != nil {
		return nil, nil, err
	}
	if to, err := filepath.EvalSymlinks(o.Out); err == nil {
		o.Out = to
	}
	old, err := replaceable(o.Out, o.From)
	if err != nil {
		return nil, nil, err
	}
	r := &recordings{}
	if o.From != "" {
		if r, err = openRecordings(o.From); err != nil {
			return nil, nil, err
		}
	}
	m, err := o.about(r.manifest, &old.Manifest)
	if err != nil {
		return nil, nil, err
	}
	o.Language = m.Language
	lent := func(string) bool { return false }
	if m.Extends != "" {
		if lent, err = o.Lends(m.Extends); err != nil {
			return nil, nil, err
		}
	}
	all, faults, err := o.sources(r, &old.Manifest, lent)
	if err != nil {
		return nil, nil, err
	}
	if faults = append(r.faults, faults...); len(faults) > 0 {
		sortFaults(faults)
		return nil, nil, &Faults{cmp.Or(o.From, o.Name), faults}
	}
	if len(all) == 0 {
		return nil, nil, fmt.Errorf("%s: nothing to make: %s speaks all that is needed", o.Name, m.Extends)
	}
	if slices.ContainsFunc(all, source.spoken) {
		if err := o.Engine.Check(); err != nil {
			return nil, nil, err
		}
	}
	folder, err := atomicfile.NewFolder(o.Out)
	if err != nil {
		return nil, nil, err
	}
	defer folder.Discard()
	clips, err := o.clips(ctx, all, old, folder.Path, progress)
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

// clips makes all clips and writes them into folder. After an engine has failed five
// times, or stood still, it is not tried again.
func (o *Options) clips(ctx context.Context, all []source, old *sounds.Voice, folder string, progress func(done, of int)) ([]Clip, error) {
	const mostFailures = 5
	work, err := filepath.Abs(filepath.Join(folder, "work")) // for engines, which may go elsewhere
	if err == nil {
		err = os.Mkdir(work, 0o700)
	}
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	enough := errors.New("enough")
	var mu sync.Mutex
	done, failed := 0, 0
	clips, err := each(ctx, all, func(s source) Clip {
		c := o.clip(ctx, s, old, work)
		if c.Err == nil {
			if err := os.WriteFile(filepath.Join(folder, c.ID+c.ending), c.file, 0o666); err != nil {
				stop(withoutOp(o.Out, err)) // a full disk is no fault of the clip
			}
		}
		c.file = nil
		mu.Lock()
		defer mu.Unlock()
		switch {
		case ctx.Err() != nil: // by which a program fails, too
			c.Err = nil
		case c.Err == nil:
			done++
			progress(done, len(all))
		case s.spoken():
			if failed++; failed == mostFailures || errors.Is(c.Err, process.ErrStandsStill) {
				stop(enough)
			}
		}
		return c
	})
	if err != nil && err != enough {
		return nil, err
	}
	if faults := faultsOf(clips); len(faults) > 0 {
		return nil, &Faults{cmp.Or(o.From, o.Name), faults}
	}
	return clips, os.RemoveAll(work)
}

// clip makes one clip, with a folder for an engine to work in.
func (o *Options) clip(ctx context.Context, s source, old *sounds.Voice, work string) Clip {
	c := Clip{Cue: sounds.Cue{ID: s.id, Words: s.words}, where: s.id, ending: string(o.Format)}
	file := s.recording
	switch {
	case s.kept:
		c.Cue, _ = old.Find(s.id)
		c.file, c.Err = old.Recording(s.id)
		c.ending = endingOf(c.file)
		return c
	case s.spoken():
		c.Engine = o.Engine.Key
		if file, c.Err = o.Engine.speak(ctx, work, s.id, s.words); c.Err != nil {
			return c
		}
		defer os.Remove(file)
	default:
		c.where = filepath.Base(file)
	}
	p, err := prepare(ctx, s.id, file)
	if err != nil {
		c.Err = err
		return c
	}
	c.Length = int64(len(p.Samples))
	c.Loudness, c.TruePeak, c.Gain, c.Notes = p.Loudness, p.Peak, p.GainNeeded(), notes(p)
	made, err := p.Encode(ctx, o.Format)
	if err != nil {
		c.Err = err
		return c
	}
	sum := sha256.Sum256(made.File)
	c.file, c.SHA256, c.Length, c.Limiter = made.File, hex.EncodeToString(sum[:]), made.Length, made.Reduction
	c.Loudest, c.Peak = hundredths(float64(made.Loudest)), hundredths(float64(made.Peak))
	return c
}

// endingOf returns the ending of the name of a clip's file.
func endingOf(file []byte) string {
	switch {
	case bytes.HasPrefix(file, []byte("fLaC")):
		return ".flac"
	case bytes.HasPrefix(file, []byte("RIFF")):
		return ".wav"
	}
	return ".mp3"
}

// hundredths rounds a level in dB.
func hundredths(db float64) float64 { return math.Round(db*100) / 100 }

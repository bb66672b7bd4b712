package voicemaker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"uncramp/audio/atomicfile"
	"uncramp/audio/mastering"
	"uncramp/audio/process"
	"uncramp/sounds"
)

// Made is one clip of a voice that is being made.
type Made struct {
	Cue   string
	Gain  float64 // dB, before the limiter
	Notes string  // see notes
	*mastering.Clip
}

// Make makes the voice name from the recordings in the folder from, and puts it
// into the folder out. It calls progress with every clip, in the order of the
// script. First it checks all recordings; their faults are one error, *[Faults].
// A voice that is in out already is replaced by a whole one, or stays as it was.
func Make(ctx context.Context, name, from, out string, progress func(Made)) error {
	out = filepath.Clean(out)
	if to, err := filepath.EvalSymlinks(out); err == nil {
		out = to
	}
	if err := checkReplaceable(out, from); err != nil {
		return err
	}
	masters, err := OpenMasters(from)
	if err != nil {
		return err
	}
	report, err := masters.check(ctx)
	if err != nil {
		return err
	}
	if len(report.Faults) > 0 {
		return &Faults{from, report.Faults}
	}
	folder, err := atomicfile.NewFolder(out)
	if err != nil {
		return err
	}
	defer folder.Discard()
	clips, err := masters.encode(ctx, folder.Path, progress)
	if err != nil {
		return err
	}
	text := manifest(name, masters.Manifest, clips).Format()
	if err := os.WriteFile(filepath.Join(folder.Path, sounds.ManifestFile), text, 0o666); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return folder.Publish()
}

// checkReplaceable returns an error unless out is free, an empty folder, or a
// made voice with nothing else in its folder: all else there would be lost.
func checkReplaceable(out, from string) error {
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s exists and is not a folder", out)
	}
	if of, err := os.Stat(from); err == nil && os.SameFile(info, of) {
		return fmt.Errorf("%s holds the recordings that the voice is made of", out)
	}
	entries, err := os.ReadDir(out)
	if err != nil || len(entries) == 0 {
		return err
	}
	m, err := sounds.ReadManifest(out)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s exists and is not a voice: it holds %s", out, entries[0].Name())
	case err != nil:
		return fmt.Errorf("%s exists and is not a whole voice: %w", out, err)
	case !isMade(m):
		return fmt.Errorf("%s exists and holds recordings that no voice was made of yet", out)
	}
	parts := map[string]bool{sounds.ManifestFile: true}
	for _, c := range m.Cues {
		parts[c.ID+".mp3"] = true
	}
	for _, e := range entries {
		if e.IsDir() || !parts[e.Name()] {
			return fmt.Errorf("%s holds %s, which is no part of the voice there and would be lost", out, e.Name())
		}
	}
	return nil
}

// encode makes a clip of every recording and writes it into folder.
func (m *Masters) encode(ctx context.Context, folder string, progress func(Made)) (map[string]*mastering.Clip, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	type result struct {
		made Made
		err  error
	}
	clips := map[string]*mastering.Clip{}
	err := each(ctx, m.Recordings, func(r Master) result {
		made, err := r.make(ctx)
		return result{made, err}
	}, func(r Master, got result) {
		err, missing := got.err, (*process.Missing)(nil)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, r.Cue+".mp3"), got.made.MP3, 0o666)
		} else if !errors.As(err, &missing) {
			err = fmt.Errorf("%s: %w", r.File, err)
		}
		if err != nil {
			stop(err)
			return
		}
		clips[r.Cue] = got.made.Clip
		progress(got.made)
	})
	return clips, err
}

func (r Master) make(ctx context.Context) (Made, error) {
	p, err := r.prepare(ctx)
	if err != nil {
		return Made{}, err
	}
	c, err := p.Encode(ctx)
	if err != nil {
		return Made{}, err
	}
	return Made{r.Cue, p.GainNeeded(), notes(p), c}, nil
}

// manifest returns that of the masters with the name of the voice and with what
// was measured of its clips.
func manifest(name string, of *sounds.Manifest, clips map[string]*mastering.Clip) *sounds.Manifest {
	m := *of
	m.Name, m.Cues = name, nil
	for _, c := range of.Cues {
		sum := sha256.Sum256(clips[c.ID].MP3)
		c.Length, c.SHA256 = clips[c.ID].Length, hex.EncodeToString(sum[:])
		c.Loudest, c.Peak = hundredths(float64(clips[c.ID].Loudest)), hundredths(float64(clips[c.ID].Peak))
		m.Cues = append(m.Cues, c)
	}
	return &m
}

// hundredths rounds a level in dB.
func hundredths(db float64) float64 { return math.Round(db*100) / 100 }

// isMade reports whether a manifest is that of a made voice, not of masters.
func isMade(m *sounds.Manifest) bool {
	for _, c := range m.Cues {
		if c.SHA256 != "" {
			return true
		}
	}
	return false
}

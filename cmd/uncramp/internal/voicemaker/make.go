package voicemaker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"uncramp/audio/mastering"
	"uncramp/sounds"
)

// Made is one clip as it was made.
type Made struct {
	Cue  string
	Gain float64 // dB, before the limiter
	*mastering.Clip
}

// Make makes the voice name of the masters in from and puts it into the folder
// out, telling of each clip as it is made. It is all or nothing: a voice that
// stands in out is replaced when the new one is whole, and whatever goes wrong,
// or when ctx is done, out stays as it was and nothing is left beside it. What
// is wrong with the masters is all found before anything is encoded, as *[Faults].
func Make(ctx context.Context, name, from, out string, told func(Made)) error {
	out = filepath.Clean(out)
	if err := replaceable(out, from); err != nil {
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
	folder, err := os.MkdirTemp(filepath.Dir(out), "."+filepath.Base(out)+"-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) // moved away when all went well
	if err := os.Chmod(folder, 0o755); err != nil {
		return err
	}
	clips, err := masters.encode(ctx, folder, told)
	if err != nil {
		return err
	}
	text := manifest(name, masters.Manifest, clips).Format()
	if err := os.WriteFile(filepath.Join(folder, sounds.ManifestFile), text, 0o644); err != nil {
		return err
	}
	return replace(out, folder)
}

// encode makes a clip of every recording and writes it to folder.
func (m *Masters) encode(ctx context.Context, folder string, told func(Made)) (map[string]*mastering.Clip, error) {
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
		err := got.err
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, r.Cue+".mp3"), got.made.MP3, 0o644)
		} else if !errors.Is(err, mastering.ErrNoLame) {
			err = fmt.Errorf("%s: %w", r.File, err)
		}
		if err != nil {
			stop(err) // what stands is no voice without it
			return
		}
		clips[r.Cue] = got.made.Clip
		told(got.made)
	})
	return clips, err
}

func (r Master) make(ctx context.Context) (Made, error) {
	p, err := r.prepare()
	if err != nil {
		return Made{}, err
	}
	c, err := p.Encode(ctx)
	if err != nil {
		return Made{}, err
	}
	return Made{r.Cue, p.GainNeeded(), c}, nil
}

// manifest is the masters' with the name, lengths and checksums of the voice.
func manifest(name string, of *sounds.Manifest, clips map[string]*mastering.Clip) *sounds.Manifest {
	m := *of
	m.Name, m.Cues = name, nil
	for _, c := range of.Cues {
		sum := sha256.Sum256(clips[c.ID].MP3)
		c.Length, c.SHA256 = clips[c.ID].Length, hex.EncodeToString(sum[:])
		m.Cues = append(m.Cues, c)
	}
	return &m
}

// isMade tells a voice from the masters of one: making it adds checksums.
func isMade(m *sounds.Manifest) bool {
	for _, c := range m.Cues {
		if c.SHA256 != "" {
			return true
		}
	}
	return false
}

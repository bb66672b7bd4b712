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
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"uncramp/audio/mastering"
	"uncramp/audio/meter"
	"uncramp/sounds"
)

// Clip is one clip of a voice.
type Clip struct {
	sounds.Cue
	Loudness meter.LUFS // before levelling; of a clip that is checked, after it
	TruePeak meter.DBTP // likewise
	Gain     float64    // dB from Loudness up to [mastering.Target]
	Limiter  float64    // dB that the limiter took off the highest peak
	Notes    string     // what a listener might hear of the levelling; empty for nothing
}

// each does work on every source, on all processors. It returns a clip for every source,
// and the faults, both in the order of the sources. When ctx is done, it starts no more
// work, and returns the cause.
func each(ctx context.Context, all []source, work func(source) (Clip, error)) (clips []Clip, faults []Fault, err error) {
	clips = make([]Clip, len(all))
	wrong := make([]error, len(all))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range all {
		workers.Go(func() error {
			if ctx.Err() == nil {
				clips[i], wrong[i] = work(s)
			}
			return nil
		})
	}
	workers.Wait()
	for i, err := range wrong {
		if err != nil {
			faults = append(faults, Fault{all[i].where(), err})
		}
	}
	return clips, faults, context.Cause(ctx)
}

// levelLouder is how many LU louder the clip of [sounds.LevelCue] is than the others. So
// the sound check raises it by less, and it stays below full scale.
const levelLouder = 0.4

// clip makes one clip and its file. An engine works in the folder work.
func (o *Options) clip(ctx context.Context, s source, work string) (c Clip, file []byte, err error) {
	if s.kept && filepath.Ext(s.file) == string(o.Format) {
		file, err = os.ReadFile(s.file)
		return Clip{Cue: s.Cue}, file, err
	}
	c.Cue = sounds.Cue{ID: s.ID, Words: s.Words, Engine: s.Engine}
	if s.file == "" {
		if s.file, err = o.Engine.speak(ctx, work, s.ID, s.Words); err != nil {
			return c, nil, err
		}
		defer os.Remove(s.file)
	}
	p, err := mastering.Prepare(ctx, s.file)
	if err != nil {
		return c, nil, err
	}
	if s.ID == sounds.LevelCue {
		p.Louder = levelLouder
	}
	c.Length = int64(len(p.Samples))
	c.Loudness, c.TruePeak, c.Gain, c.Notes = p.Loudness, p.Peak, p.GainNeeded(), notes(p)
	made, err := p.Encode(ctx, o.Format)
	if err != nil {
		return c, nil, err
	}
	sum := sha256.Sum256(made.File)
	c.SHA256, c.Length, c.Limiter = hex.EncodeToString(sum[:]), made.Length, made.Reduction
	c.Loudest, c.Peak = hundredths(float64(made.Loudest)), hundredths(float64(made.Peak))
	return c, made.File, nil
}

// hundredths rounds a level in dB to hundredths.
func hundredths(db float64) float64 { return math.Round(db*100) / 100 }

// notes returns a line on what a listener might hear of the levelling, or "".
func notes(p *mastering.Prepared) string {
	const much = 20 // dB
	var notes []string
	if p.Cancels {
		notes = append(notes, "its two channels cancel each other, so one of them is taken")
	}
	if gain := p.GainNeeded(); gain > much {
		notes = append(notes, fmt.Sprintf("raised by %.0f dB, and its noise too", gain))
	}
	return strings.Join(notes, "; ")
}

// measure measures a clip of a voice. A clip that is not as the manifest says, or not as
// clips have to be, is an error, and is returned with it.
func measure(v *sounds.Voice, said sounds.Cue) (Clip, error) {
	c := Clip{Cue: said}
	c.Length = 0 // until it is measured
	data, err := v.Recording(said.ID)
	if err != nil {
		return c, err
	}
	clip, err := mastering.Measure(data)
	if err != nil {
		return c, err
	}
	c.Length, c.Loudness, c.TruePeak, c.Gain = clip.Length, clip.Loudness, clip.Peak, clip.GainNeeded()
	switch seconds := mastering.Rate.D(int(c.Length)); {
	case c.Length != said.Length:
		err = fmt.Errorf("%d samples, and %d in %s", c.Length, said.Length, sounds.ManifestFile)
	case math.Abs(c.Loudest-float64(clip.Loudest)) > 0.05 || math.Abs(c.Peak-float64(clip.Peak)) > 0.05:
		err = fmt.Errorf("its loudest moment has %.2f LUFS and its peak %.2f dBTP, not what %s says: make the voice again", clip.Loudest, clip.Peak, sounds.ManifestFile)
	case seconds > mastering.MaxLength:
		err = fmt.Errorf("over-long: %.1f s, at most %v", seconds.Seconds(), mastering.MaxLength)
	case math.IsInf(float64(c.Loudness), -1):
		err = errors.New("silent")
	case math.Abs(c.Gain) > mastering.Tolerance:
		err = fmt.Errorf("%.1f LUFS: must be %g, give or take %g", c.Loudness, float64(mastering.Target), mastering.Tolerance)
	case c.TruePeak > mastering.Ceiling:
		err = fmt.Errorf("peaks of %.1f dBTP: at most %g", c.TruePeak, float64(mastering.Ceiling))
	}
	return c, err
}

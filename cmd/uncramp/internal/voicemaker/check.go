package voicemaker

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"uncramp/audio/mastering"
	"uncramp/routine"
	"uncramp/sounds"
)

// Report has the figures of a voice, or of recordings.
type Report struct {
	Made    bool // it is a voice
	Clips   []Clip
	Lacks   []string // what a voice has no clip of
	Extends string   // the voice that it extends
	Faults  []Fault  // including those of the clips
}

// Check measures every clip of a voice, or every recording in a folder. It does not
// stop at faults. Needed cues that have no recording are faults; a voice that lacks
// some is whole, because another one speaks them.
func Check(ctx context.Context, nameOrFolder string, needs []routine.Cue) (*Report, error) {
	if !slices.Contains(sounds.Voices(), nameOrFolder) {
		if _, err := os.Stat(filepath.Join(nameOrFolder, sounds.ManifestFile)); errors.Is(err, os.ErrNotExist) {
			if info, err := os.Stat(nameOrFolder); err == nil && info.IsDir() {
				return checkRecordings(ctx, nameOrFolder, needs)
			}
		}
	}
	v, err := sounds.OpenVoice(nameOrFolder)
	if err != nil {
		return nil, err
	}
	if !v.IsMade() {
		return checkRecordings(ctx, nameOrFolder, needs)
	}
	report := &Report{Made: true, Extends: v.Extends}
	for _, c := range needs {
		if _, ok := v.Find(c.ID); !ok {
			report.Lacks = append(report.Lacks, c.ID)
		}
	}
	err = report.add(each(ctx, v.Cues, func(c sounds.Cue) Clip { return checkClip(v, c) }))
	return report, err
}

func checkRecordings(ctx context.Context, folder string, needs []routine.Cue) (*Report, error) {
	r, err := openRecordings(folder)
	if err != nil {
		return nil, err
	}
	o := Options{From: folder, Needs: needs, Format: mastering.FLAC}
	all, faults, err := o.sources(r, &sounds.Manifest{}, func(string) bool { return false })
	if err != nil {
		return nil, err
	}
	report := &Report{Faults: append(r.faults, faults...)}
	if r.manifest == nil {
		report.Faults = append(report.Faults, Fault{sounds.ManifestFile, errors.New("missing: it says the words, the language, the author and the licence")})
	}
	err = report.add(each(ctx, all, func(s source) Clip { return o.clip(ctx, s, nil, "") }))
	sortFaults(report.Faults)
	return report, err
}

// checkClip measures a clip of a voice.
func checkClip(v *sounds.Voice, said sounds.Cue) Clip {
	c := Clip{Cue: said, where: said.ID}
	c.Length = 0 // until it is measured
	data, err := v.Recording(said.ID)
	if err != nil {
		c.Err = err
		return c
	}
	clip, err := mastering.Measure(data)
	if err != nil {
		c.Err = err
		return c
	}
	c.Length, c.Loudness, c.TruePeak, c.Gain = clip.Length, clip.Loudness, clip.Peak, clip.GainNeeded()
	switch seconds := mastering.Rate.D(int(c.Length)); {
	case c.Length != said.Length:
		c.Err = fmt.Errorf("%d samples, and %d in %s", c.Length, said.Length, sounds.ManifestFile)
	case math.Abs(c.Loudest-float64(clip.Loudest)) > 0.05 || math.Abs(c.Peak-float64(clip.Peak)) > 0.05:
		c.Err = fmt.Errorf("its loudest moment has %.2f LUFS and its peak %.2f dBTP, not what %s says: make the voice again", clip.Loudest, clip.Peak, sounds.ManifestFile)
	case seconds > mastering.MaxLength:
		c.Err = fmt.Errorf("over-long: %.1f s, at most %v", seconds.Seconds(), mastering.MaxLength)
	case math.IsInf(float64(c.Loudness), -1):
		c.Err = errors.New("silent")
	case math.Abs(c.Gain) > mastering.Tolerance:
		c.Err = fmt.Errorf("%.1f LUFS: must be %g, give or take %g", c.Loudness, float64(mastering.Target), mastering.Tolerance)
	case c.TruePeak > mastering.Ceiling:
		c.Err = fmt.Errorf("peaks of %.1f dBTP: at most %g", c.TruePeak, float64(mastering.Ceiling))
	}
	return c
}

// add adds clips and their faults.
func (r *Report) add(clips []Clip, err error) error {
	r.Clips = clips
	r.Faults = append(r.Faults, faultsOf(clips)...)
	return err
}

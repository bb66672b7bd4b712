package voicemaker

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"uncramp/audio/mastering"
	"uncramp/audio/meter"
	"uncramp/sounds"
)

// Row has the figures of one cue.
type Row struct {
	Cue        string
	Length     time.Duration // 0 if it could not be measured
	Loudness   meter.LUFS
	Peak       meter.DBTP
	GainNeeded float64 // dB
	Limiter    float64 // dB that Make will take off the highest peak of a master
	Notes      string  // see notes
	Err        error   // a fault, or nil
}

// Report has the figures of a voice, or of masters.
type Report struct {
	Made   bool    // it is a voice
	Rows   []Row   // in the order of the script
	Faults []Fault // including those of the rows
}

// Check measures every recording of a built-in voice, or of a folder with a
// voice or with masters. It does not stop at faults.
func Check(ctx context.Context, nameOrFolder string) (*Report, error) {
	if !slices.Contains(sounds.Voices(), nameOrFolder) {
		if _, err := os.Stat(filepath.Join(nameOrFolder, sounds.ManifestFile)); errors.Is(err, os.ErrNotExist) {
			if info, err := os.Stat(nameOrFolder); err == nil && info.IsDir() {
				return checkMasters(ctx, nameOrFolder)
			}
		}
	}
	v, err := sounds.OpenVoice(nameOrFolder)
	if err != nil {
		return nil, err
	}
	if !isMade(&v.Manifest) {
		return checkMasters(ctx, nameOrFolder)
	}
	return checkVoice(ctx, v)
}

func checkMasters(ctx context.Context, folder string) (*Report, error) {
	m, err := OpenMasters(folder)
	if err != nil {
		return nil, err
	}
	return m.check(ctx)
}

func (m *Masters) check(ctx context.Context) (*Report, error) {
	r := &Report{Faults: m.Faults}
	err := each(ctx, m.Recordings, func(rec Master) Row { return rec.check(ctx) }, func(rec Master, row Row) {
		r.add(rec.Cue, filepath.Base(rec.File), row)
	})
	sortFaults(r.Faults)
	return r, err
}

func (r Master) check(ctx context.Context) Row {
	p, err := r.prepare(ctx)
	if err != nil {
		return Row{Err: err}
	}
	row := Row{Length: mastering.Rate.D(len(p.Samples)), Loudness: p.Loudness, Peak: p.Peak, GainNeeded: p.GainNeeded(), Notes: notes(p)}
	row.Limiter, row.Err = p.Limiting()
	return row
}

func checkVoice(ctx context.Context, v *sounds.Voice) (*Report, error) {
	r := &Report{Made: true}
	ids := scriptIDs()
	for _, id := range ids {
		if _, ok := v.Find(id); !ok {
			r.Faults = append(r.Faults, Fault{id, errors.New("missing")})
		}
	}
	for _, c := range v.Cues {
		if !slices.Contains(ids, c.ID) {
			r.Faults = append(r.Faults, Fault{sounds.ManifestFile, unknownCue(c.ID, ids)})
		}
	}
	err := each(ctx, v.Cues, func(c sounds.Cue) Row { return checkClip(v, c) },
		func(c sounds.Cue, row Row) { r.add(c.ID, c.ID, row) })
	sortFaults(r.Faults)
	return r, err
}

func checkClip(v *sounds.Voice, c sounds.Cue) Row {
	data, err := v.Recording(c.ID)
	if err != nil {
		return Row{Err: err}
	}
	clip, err := mastering.Measure(data)
	if err != nil {
		return Row{Err: err}
	}
	row := Row{Length: mastering.Rate.D(int(clip.Length)), Loudness: clip.Loudness, Peak: clip.Peak, GainNeeded: clip.GainNeeded()}
	switch off := row.GainNeeded; {
	case clip.Length != c.Length:
		row.Err = fmt.Errorf("%d samples, and %d in %s", clip.Length, c.Length, sounds.ManifestFile)
	case math.Abs(c.Loudest-float64(clip.Loudest)) > 0.05 || math.Abs(c.Peak-float64(clip.Peak)) > 0.05:
		row.Err = fmt.Errorf("its loudest moment has %.2f LUFS and its peak %.2f dBTP, not what %s says: make the voice again", clip.Loudest, clip.Peak, sounds.ManifestFile)
	case row.Length > mastering.MaxLength:
		row.Err = fmt.Errorf("over-long: %.1f s, at most %v", row.Length.Seconds(), mastering.MaxLength)
	case math.IsInf(float64(row.Loudness), -1):
		row.Err = errors.New("silent")
	case math.Abs(off) > mastering.Tolerance:
		row.Err = fmt.Errorf("%.1f LUFS: must be %g, give or take %g", row.Loudness, float64(mastering.Target), mastering.Tolerance)
	case row.Peak > mastering.Ceiling:
		row.Err = fmt.Errorf("peaks of %.1f dBTP: at most %g", row.Peak, float64(mastering.Ceiling))
	}
	return row
}

func (r *Report) add(cue, where string, row Row) {
	row.Cue = cue
	r.Rows = append(r.Rows, row)
	if row.Err != nil {
		r.Faults = append(r.Faults, Fault{where, row.Err})
	}
}

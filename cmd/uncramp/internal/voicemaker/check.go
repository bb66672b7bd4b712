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
	"uncramp/routine"
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

	where string // of the fault
}

// Report has the figures of a voice, or of recordings.
type Report struct {
	Made    bool // it is a voice
	Rows    []Row
	Lacks   []string // what a voice has no clip of
	Extends string   // the voice that it extends
	Faults  []Fault  // including those of the rows
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
	if !isMade(&v.Manifest) {
		return checkRecordings(ctx, nameOrFolder, needs)
	}
	report := &Report{Made: true, Extends: v.Extends}
	for _, c := range needs {
		if _, ok := v.Find(c.ID); !ok {
			report.Lacks = append(report.Lacks, c.ID)
		}
	}
	err = report.measure(each(ctx, v.Cues, func(c sounds.Cue) Row { return checkClip(v, c) }))
	return report, err
}

func checkRecordings(ctx context.Context, folder string, needs []routine.Cue) (*Report, error) {
	r, err := openRecordings(folder)
	if err != nil {
		return nil, err
	}
	o := Options{From: folder, Needs: needs}
	all, faults, err := o.sources(r, &sounds.Manifest{}, func(string) bool { return false })
	if err != nil {
		return nil, err
	}
	report := &Report{Faults: append(r.faults, faults...)}
	if r.manifest == nil {
		report.Faults = append(report.Faults, Fault{sounds.ManifestFile, errors.New("missing: it says the words, the language, the author and the licence")})
	}
	err = report.measure(each(ctx, all, func(s source) Row { return s.check(ctx) }))
	sortFaults(report.Faults)
	return report, err
}

func (s source) check(ctx context.Context) Row {
	p, err := prepare(ctx, s.id, s.recording)
	if err != nil {
		return Row{Cue: s.id, where: s.where(), Err: err}
	}
	row := Row{Cue: s.id, where: s.where(), Length: mastering.Rate.D(len(p.Samples)), Loudness: p.Loudness, Peak: p.Peak, GainNeeded: p.GainNeeded(), Notes: notes(p)}
	clip, err := p.Encode(ctx, mastering.FLAC)
	if row.Err = err; err == nil {
		row.Limiter = clip.Reduction
	}
	return row
}

func checkClip(v *sounds.Voice, c sounds.Cue) Row {
	row := Row{Cue: c.ID, where: c.ID}
	data, err := v.Recording(c.ID)
	if row.Err = err; err != nil {
		return row
	}
	clip, err := mastering.Measure(data)
	if row.Err = err; err != nil {
		return row
	}
	row = Row{Cue: c.ID, where: c.ID, Length: mastering.Rate.D(int(clip.Length)), Loudness: clip.Loudness, Peak: clip.Peak, GainNeeded: clip.GainNeeded()}
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

// measure adds rows and their faults.
func (r *Report) measure(rows []Row, err error) error {
	r.Rows = rows
	for _, row := range rows {
		if row.Err != nil {
			r.Faults = append(r.Faults, Fault{row.where, row.Err})
		}
	}
	return err
}

package voicemaker

import (
	"context"
	"errors"

	"uncramp/audio/mastering"
	"uncramp/routine"
	"uncramp/sounds"
)

// Report has the figures of a voice, or of recordings.
type Report struct {
	Made    bool // a voice, not recordings
	Clips   []Clip
	Lacks   []string // the needed cues that a voice has no clip of
	Extends string   // the voice that it extends; empty for none, and for recordings
	Faults  []Fault  // of the folder and its names, then of the clips
}

// Check measures every clip of a voice, or every recording in a folder. It does not
// stop at faults. A needed cue without a recording is a fault. A voice that lacks a cue
// has none, because another voice speaks the cue.
func Check(ctx context.Context, nameOrFolder string, needs []routine.Cue) (*Report, error) {
	v, err := sounds.OpenVoice(nameOrFolder)
	switch {
	case errors.Is(err, sounds.ErrNoManifest), err == nil && !v.IsMade():
		return checkRecordings(ctx, nameOrFolder, needs)
	case err != nil:
		return nil, err
	}
	report := &Report{Made: true, Extends: v.Extends}
	for _, c := range needs {
		if _, ok := v.Find(c.ID); !ok {
			report.Lacks = append(report.Lacks, c.ID)
		}
	}
	all := make([]source, len(v.Cues))
	for i, c := range v.Cues {
		all[i].Cue = c
	}
	report.Clips, report.Faults, err = each(ctx, all, func(s source) (Clip, error) { return measure(v, s.Cue) })
	return report, err
}

func checkRecordings(ctx context.Context, folder string, needs []routine.Cue) (*Report, error) {
	r, err := openRecordings(folder, "")
	if err != nil {
		return nil, err
	}
	if r.Name == "" {
		r.fault(sounds.ManifestFile, "missing: it says the words, the language, the author and the licence")
	}
	o := Options{From: folder, Needs: needs, Format: mastering.FLAC}
	all, faults := o.sources(r, &material{}, "", func(string) bool { return false })
	clips, more, err := each(ctx, all, func(s source) (Clip, error) {
		c, _, err := o.clip(ctx, s, "")
		return c, err
	})
	return &Report{Clips: clips, Faults: append(faults, more...)}, err
}

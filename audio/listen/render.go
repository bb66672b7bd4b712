package listen

import (
	"bytes"
	"encoding/binary"
	"sync"

	"uncramp/audio"
	"uncramp/routine"
)

// Recordings are those that plans name: as MP3 files, and decoded. Decoded ones
// are kept, for one voice has many sessions; it is safe for concurrent use.
type Recordings struct {
	File audio.Recording

	mu      sync.Mutex
	decoded map[Clip][]int16
}

// Decode is the samples of a recording.
func (r *Recordings) Decode(c Clip) ([]int16, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if samples, ok := r.decoded[c]; ok {
		return samples, nil
	}
	mp3, err := r.File(c.Bus, c.Cue)
	if err != nil {
		return nil, err
	}
	samples, err := audio.DecodeMP3(mp3)
	if err != nil {
		return nil, err
	}
	if r.decoded == nil {
		r.decoded = map[Clip][]int16{}
	}
	r.decoded[c] = samples
	return samples, nil
}

// Render streams a plan as a session, and each of its buses alone.
// HoldLength and CheckLevel are the caller's to set.
func Render(p *routine.Plan, from *Recordings, l audio.Levels) (*Sound, error) {
	s := &Sound{Plan: p, Levels: l, Clips: map[Clip][]int16{}}
	for _, r := range []struct {
		to   *[][2]int16
		plan *routine.Plan
	}{{&s.Mix, p}, {&s.Voice, p.Only(routine.BusVoice)}, {&s.Chimes, p.Only(routine.BusChime)}, {&s.Bed, p.Only(routine.BusBed)}} {
		if r.to == &s.Bed && len(r.plan.Events) == 0 {
			continue
		}
		var err error
		if *r.to, err = Stream(r.plan, from.File, l); err != nil {
			return nil, err
		}
	}
	for _, e := range p.Events {
		var err error
		c := Clip{e.Bus, e.Cue}
		if s.Clips[c], err = from.Decode(c); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Stream is a plan's samples as a file has them: written to one, and read again.
func Stream(p *routine.Plan, from audio.Recording, l audio.Levels) ([][2]int16, error) {
	const memory = 1 << 28 // for everything, so that nothing is decoded twice
	bank, err := audio.NewBank(p, from, memory)
	if err != nil {
		return nil, err
	}
	defer bank.Close()
	const header, frame = 44, 4
	var wav bytes.Buffer
	wav.Grow(header + frame*int(p.Length))
	session := audio.NewSession(p, bank, l)
	if err := audio.WriteWAV(&wav, session, session.Len()); err != nil {
		return nil, err
	}
	data := wav.Bytes()[header:]
	frames := make([][2]int16, len(data)/frame)
	for i := range frames {
		frames[i][0] = int16(binary.LittleEndian.Uint16(data[frame*i:]))
		frames[i][1] = int16(binary.LittleEndian.Uint16(data[frame*i+2:]))
	}
	return frames, nil
}

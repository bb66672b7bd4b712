package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"

	"uncramp/audio"
	"uncramp/sounds"
)

var ffmpeg = peer{"ffmpeg", "ffmpeg"}

// render compares the rendering of the default session.
func (c *comparison) render(ctx context.Context) error {
	ours, theirs, copied := c.path("uncramp.wav"), c.path("ffmpeg.wav"), c.path("copy.wav")
	p, session, err := c.mixable(ctx)
	if err != nil {
		return err
	}
	uncramp := func() *exec.Cmd {
		return exec.CommandContext(ctx, c.program, append([]string{"render", "--force", "-o", ours}, session...)...)
	}
	var all []usage
	if ffmpeg.installed() {
		args, err := c.ffmpegMix(p, theirs)
		if err != nil {
			return err
		}
		c.say("rendering, against ffmpeg")
		as, bs, err := pairs(c.rounds, uncramp, func() *exec.Cmd { return exec.CommandContext(ctx, "ffmpeg", args...) })
		if err != nil {
			return err
		}
		all = append(all, as...)
		ratio := ratioOf(as, bs, wall)
		c.table.add(row{"rendering the default session, time", seconds(medianOf(as, wall)), "ffmpeg", seconds(medianOf(bs, wall)), times(ratio),
			goal(ratio, 1/1.5, "<= 0.67 (1.5 times as fast)")})
		c.table.add(row{"rendering, CPU time", seconds(medianOf(as, cpu)), "ffmpeg", seconds(medianOf(bs, cpu)), times(ratioOf(as, bs, cpu)), ""})
		same, err := compareWAV(ours, theirs, p.ducked())
		if err != nil {
			return err
		}
		c.table.note("the same mix: %d samples planned; %s", p.Length, same)
		if same.frames[0] != p.Length || same.frames[1] != p.Length || same.worst > audibleStep {
			c.table.note("NOT THE SAME MIX: the comparison with ffmpeg does not count")
		}
	} else {
		c.table.skip("rendering the default session, time", ffmpeg)
	}

	c.say("rendering, against cp")
	as, bs, err := pairs(c.rounds, uncramp, func() *exec.Cmd { return exec.CommandContext(ctx, "cp", ours, copied) })
	if err != nil {
		return err
	}
	c.table.add(row{"rendering the default session, time", seconds(medianOf(as, wall)), "cp", seconds(medianOf(bs, wall)), times(ratioOf(as, bs, wall)), ""})
	c.memory("rendering, peak memory", append(all, as...))
	for _, file := range []string{ours, theirs, copied} {
		os.Remove(file)
	}
	return nil
}

// memoryGoal is in megabytes.
const memoryGoal = 24

// memory adds the row of uncramp's own peak: the largest of all runs.
func (c *comparison) memory(what string, runs []usage) {
	most := 0.0
	for _, u := range runs {
		most = max(most, u.peak)
	}
	c.table.add(row{what: what, uncramp: megabytes(most), goal: goal(most, memoryGoal, fmt.Sprintf("<= %d MB", memoryGoal))})
}

// mixable is the plan of the default session, and the flags that make it. The
// bed is left out where there is one: ffmpeg has no equal to its ducking.
func (c *comparison) mixable(ctx context.Context) (p plan, flags []string, err error) {
	for {
		cmd := exec.CommandContext(ctx, c.program, append([]string{"plan", "--json"}, flags...)...)
		text, err := cmd.Output()
		if err != nil {
			return p, nil, fmt.Errorf("uncramp plan %q: %w", flags, err)
		}
		p = plan{}
		if err := json.Unmarshal(text, &p); err != nil {
			return p, nil, fmt.Errorf("uncramp plan %q: %w", flags, err)
		}
		if flags != nil || !slices.ContainsFunc(p.Events, func(e event) bool { return e.Bus == "bed" }) {
			return p, flags, nil
		}
		flags = []string{"--bed", "none"}
		c.table.note("rendered without the bed")
	}
}

// ffmpegMix is how ffmpeg makes a plan's mix into a file, from the recordings
// that uncramp has in it.
func (c *comparison) ffmpegMix(p plan, out string) (args []string, err error) {
	voice, err := sounds.OpenVoice(p.Voice)
	if err != nil {
		return nil, err
	}
	recordings := map[string]func(string) ([]byte, error){"voice": voice.Recording, "chime": sounds.Chime}
	clips := map[string]clip{} // by cue
	for _, e := range p.Events {
		if clips[e.Cue].file != "" {
			continue
		}
		from, ok := recordings[e.Bus]
		if !ok {
			return nil, fmt.Errorf("the plan has a bus %q, which the graph for ffmpeg has not", e.Bus)
		}
		mp3, err := from(e.Cue)
		if err != nil {
			return nil, err
		}
		n, err := audio.MP3Length(mp3)
		if err != nil {
			return nil, err
		}
		file := c.path(e.Cue + ".mp3")
		if err := os.WriteFile(file, mp3, 0o666); err != nil {
			return nil, err
		}
		clips[e.Cue] = clip{file, int(n)}
	}
	return ffmpegArgs(p, func(e event) clip { return clips[e.Cue] }, out), nil
}

// ducked tells of each frame, asked for in ascending order, whether uncramp
// ducks what is under the voices there: from a quarter of a second before words
// to a second after them, and through gaps of up to a second and a half.
func (p plan) ducked() func(frame int) bool {
	const before, after = 48000 / 4, 48000 * 3 / 2
	var words []event
	for _, e := range p.Events {
		if e.Bus == "voice" {
			words = append(words, e)
		}
	}
	return func(frame int) bool {
		for len(words) > 0 && words[0].At+words[0].Length+after <= frame {
			words = words[1:]
		}
		return len(words) > 0 && frame >= words[0].At-before
	}
}

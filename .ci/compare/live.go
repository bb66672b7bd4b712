package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"sync"
)

var (
	mpg123 = peer{"mpg123", "mpg123"}
	mpv    = peer{"mpv", "mpv"}
	lame   = peer{"lame", "lame"}
)

// player plays one session to its end.
type player struct {
	peer
	what string // it plays
	args []string
	usage
}

// live compares what it takes to play a session. uncramp decodes and mixes
// what the others have ready in a file; all play at once, to one sink.
func (c *comparison) live(ctx context.Context, session []string) error {
	const what = "playing, CPU time"
	if !pulseaudio.installed() {
		c.table.skip(what, pulseaudio)
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s, err := startServer(ctx, c.path("live"))
	if err != nil {
		return err
	}
	players, err := c.players(ctx, session)
	if err != nil {
		return err
	}
	named := strings.Join(append([]string{"uncramp"}, session...), " ")
	c.say("playing %s, for as long as it takes", named)
	var playing sync.WaitGroup
	failed := make([]error, len(players))
	for i, p := range players {
		cmd := exec.CommandContext(ctx, p.name, p.args...)
		cmd.Env = s.env()
		cmd.Dir = c.dir
		playing.Go(func() { p.usage, failed[i] = measure(cmd) })
	}
	playing.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}

	own := players[0]
	for _, p := range players[1:] {
		ratio, wanted := own.cpu/p.cpu, ""
		if p.peer == mpg123 {
			wanted = goal(ratio, 1.5, "<= 1.5")
		}
		c.table.add(row{what, seconds(own.cpu), p.name + ", " + p.what, seconds(p.cpu), times(ratio), wanted})
	}
	for _, p := range []peer{mpg123, mpv, lame} {
		if !p.installed() {
			c.table.skip(what, p)
		}
	}
	c.memory("playing, peak memory", []usage{own.usage})
	least, err := ownPeak()
	if err != nil {
		return err
	}
	for _, p := range players[1:] {
		r := row{"playing, peak memory", megabytes(own.peak), p.name + ", " + p.what, megabytes(p.peak), times(own.peak / p.peak), ""}
		if p.peak <= least {
			r.figure, r.ratio = "under "+megabytes(least), ""
		}
		c.table.add(r)
	}
	c.table.note("%s: %.0f s, at %.2f %% of a core, its start and all decoding included", named, own.wall, 100*own.cpu/own.wall)
	return nil
}

// players are uncramp and the peers that are installed, with the session
// rendered into files for them.
func (c *comparison) players(ctx context.Context, session []string) ([]*player, error) {
	wav, mp3 := c.path("live.wav"), c.path("live.mp3")
	render := append([]string{"render", "--force", "-o", wav}, session...)
	if out, err := exec.CommandContext(ctx, c.program, render...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("uncramp %q: %w: %s", render, err, out)
	}
	all := []*player{{peer: peer{name: c.program}, args: append([]string{"--device", "pulse"}, session...)}}
	quiet := []string{"--no-config", "--no-video", "--ao=pulse", "--really-quiet"}
	if mpv.installed() {
		all = append(all, &player{peer: mpv, what: "WAV", args: append(quiet, wav)})
	}
	if !lame.installed() {
		return all, nil
	}
	encode := exec.CommandContext(ctx, "lame", "--quiet", "-b", "128", wav, mp3)
	if out, err := encode.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("lame: %w: %s", err, out)
	}
	if mpg123.installed() {
		all = append(all, &player{peer: mpg123, what: "MP3", args: []string{"-q", "-o", "pulse", mp3}})
	}
	return all, nil
}

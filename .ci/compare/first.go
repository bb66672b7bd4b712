package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

const (
	firstRuns   = 11
	firstGoal   = 30 // milliseconds
	firstWithin = 10 * time.Second
)

// first measures the time from exec to the first sound that is sent.
func (c *comparison) first(ctx context.Context) error {
	what := "exec to the first sound sent"
	if !pulseaudio.installed() {
		c.table.skip(what, pulseaudio)
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// Sound in shared memory would not come through the proxy.
	s, err := startServer(ctx, c.path("first"), "--disable-shm=yes")
	if err != nil {
		return err
	}
	p, err := startProxy(ctx, c.path("proxy"), s.socket())
	if err != nil {
		return err
	}
	players, err := c.players(ctx, nil)
	if err != nil {
		return err
	}
	c.say("%s, %d times", what, firstRuns)
	took := make([][]float64, len(players))
	for i := range firstRuns + 1 {
		for j, player := range players {
			ms, err := p.firstSound(ctx, s, player)
			if err != nil {
				return err
			}
			if i > 0 {
				took[j] = append(took[j], ms)
			}
		}
	}
	own := median(took[0])
	c.table.add(row{what: what, uncramp: milliseconds(own), goal: goal(own, firstGoal, fmt.Sprintf("<= %d ms", firstGoal))})
	for j, player := range players[1:] {
		theirs := median(took[j+1])
		c.table.add(row{what, milliseconds(own), player.name + ", " + player.what, milliseconds(theirs), times(own / theirs), ""})
	}
	return nil
}

func milliseconds(ms float64) string { return fmt.Sprintf("%.1f ms", ms) }

// firstSound starts a player, ends it at its first sound, and returns how many
// milliseconds that took.
func (p *proxy) firstSound(ctx context.Context, s server, player *player) (float64, error) {
	ctx, stop := context.WithTimeout(ctx, firstWithin)
	defer stop()
	p.expect()
	cmd := exec.CommandContext(ctx, player.name, player.args...)
	cmd.Env = s.env("PULSE_SERVER=unix:" + p.path)
	cmd.Dir = s.home
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer cmd.Wait() // after stop
	defer stop()
	select {
	case at := <-p.sound:
		return float64(at.Sub(began).Microseconds()) / 1000, nil
	case <-ctx.Done():
		return 0, fmt.Errorf("%s sends no sound", player.name)
	}
}

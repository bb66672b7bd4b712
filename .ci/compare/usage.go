package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// peer is a program that uncramp is compared with.
type peer struct {
	name   string
	debian string // the package
}

func (p peer) installed() bool {
	_, err := exec.LookPath(p.name)
	return err == nil
}

// usage is what one run of a program took.
type usage struct {
	wall, cpu float64 // seconds; cpu is user and system together
	// peak is the largest resident memory in megabytes of 2^20 bytes. Linux
	// counts that of the process that started it too, so nothing under ownPeak
	// can be told, and this program never holds a whole file.
	peak float64
}

func wall(u usage) float64 { return u.wall }
func cpu(u usage) float64  { return u.cpu }
func peak(u usage) float64 { return u.peak }

// measure runs a command to its end.
func measure(cmd *exec.Cmd) (usage, error) {
	var said bytes.Buffer
	if cmd.Stderr == nil {
		cmd.Stderr = &said
	}
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return usage{}, fmt.Errorf("%s: %w: %s", cmd.Path, err, bytes.TrimSpace(said.Bytes()))
	}
	took := time.Since(began)
	return usage{
		wall: took.Seconds(),
		cpu:  (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(),
		peak: float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024,
	}, nil
}

// ownPeak is the largest resident memory of this program itself, in megabytes.
func ownPeak() (float64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kilobytes float64
	_, err = fmt.Sscan(rest, &kilobytes)
	return kilobytes / 1024, err
}

// pairs runs two programs in turn, n times after a pair that does not count.
// What else the machine does then falls on both alike.
func pairs(n int, a, b func() *exec.Cmd) (as, bs []usage, err error) {
	for i := range n + 1 {
		ua, err := measure(a())
		if err != nil {
			return nil, nil, err
		}
		ub, err := measure(b())
		if err != nil {
			return nil, nil, err
		}
		if i > 0 {
			as, bs = append(as, ua), append(bs, ub)
		}
	}
	return as, bs, nil
}

// medianOf is the median of one figure of several runs.
func medianOf(runs []usage, figure func(usage) float64) float64 {
	var v []float64
	for _, u := range runs {
		v = append(v, figure(u))
	}
	return median(v)
}

// ratioOf is the median of the ratios of pairs.
func ratioOf(as, bs []usage, figure func(usage) float64) float64 {
	var v []float64
	for i := range as {
		v = append(v, figure(as[i])/figure(bs[i]))
	}
	return median(v)
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

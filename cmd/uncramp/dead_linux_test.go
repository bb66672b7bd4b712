package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestDeadMount: a file on a mount that does not answer, like one on a server that
// is gone, keeps nobody waiting who presses Ctrl-C.
func TestDeadMount(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for what never comes")
	}
	for _, command := range []string{ // with one variable of its environment in front, or none
		"plan --bed DEAD/x.wav", "plan --voice DEAD", "plan --routine DEAD/x.yaml", "plan --config DEAD/x.yaml",
		"routine check DEAD/x.yaml", "voice check DEAD", "voice make anna --from DEAD",
		"render -o DEAD/x.wav", "render -o x.wav --captions DEAD/x.vtt", "render -o x.wav --cover DEAD/x.png",
		"plan --picture DEAD/x.svg", "log --picture DEAD/x.svg", "remind in 3h --ics DEAD/x.ics",
		"XDG_CONFIG_HOME=DEAD plan", "XDG_CONFIG_HOME=DEAD --device pulse --config none",
		"XDG_CONFIG_HOME=DEAD soundcheck --list --config none", "XDG_STATE_HOME=DEAD log", "TMPDIR=DEAD render -o x.mp3",
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			dead := deadMount(t) // one each: who waits for a mount can hold a lock that others cannot be interrupted at
			args := strings.Fields(strings.ReplaceAll(command, "DEAD", dead))
			c := exec.Command(program)
			c.Dir = t.TempDir()
			c.Env = withoutSound(t)
			if strings.Contains(args[0], "=") {
				c.Env, args = append(c.Env, args[0]), args[1:]
			}
			c.Args = append(c.Args, args...)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			defer time.AfterFunc(2*patience, func() { c.Process.Kill() }).Stop()
			seen := 0
			await(t, "it waits for the mount", patience, func() bool {
				if seen++; !inKernel(c.Process.Pid) {
					seen = 0
				}
				return seen > 3
			})
			asked := time.Now()
			c.Process.Signal(os.Interrupt)
			c.Wait()
			if took := time.Since(asked); took > 2*time.Second || c.ProcessState.ExitCode() != exitInterrupted {
				t.Errorf("exit %d, after %v", c.ProcessState.ExitCode(), took)
			}
			if left, err := os.ReadDir(c.Dir); err != nil || len(left) > 0 {
				t.Errorf("it left %v, %v", left, err)
			}
		})
	}
}

// deadMount mounts a file system that nobody serves, and returns its folder.
func deadMount(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	fuse, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("/dev/fuse: %v", err)
	}
	t.Cleanup(func() { unix.Close(fuse) }) // which lets go who still waits
	options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=%d,group_id=%d", fuse, os.Getuid(), os.Getgid())
	if err := unix.Mount("dead", folder, "fuse", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		t.Skipf("mounting a FUSE: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(folder, unix.MNT_DETACH) })
	return folder
}

// inKernel reports whether a thread of a process waits in the kernel and takes no
// signal but SIGKILL.
func inKernel(id int) bool {
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", id))
	return slices.ContainsFunc(stats, func(file string) bool {
		stat, _ := os.ReadFile(file)
		return strings.Contains(string(stat), ") D ")
	})
}

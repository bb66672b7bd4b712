package soundservertest

import (
	"os/exec"
	"sync"
)

// Command returns a command that runs before other programs, as a desktop's
// sound server does, if this process may ask for that. Else a busy machine can
// make it late, so that samples are lost.
func Command(command ...string) *exec.Cmd {
	if realtime() {
		command = append([]string{"chrt", "-f", "10"}, command...)
	}
	return exec.Command(command[0], command[1:]...)
}

var realtime = sync.OnceValue(func() bool {
	return exec.Command("chrt", "-f", "10", "true").Run() == nil
})

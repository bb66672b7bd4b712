package desktop

import (
	"context"
	"os"
	"time"

	"github.com/godbus/dbus/v5"
)

// StayAwake prevents sleep and idleness until release is called. It asks logind,
// which lets go by itself when the program ends, else the desktop's screen saver,
// which lets go when the program leaves the bus. It returns at once, and release
// returns within endWithin.
func StayAwake(why string) (release func()) { return stayAwake(why, systemBus(), sessionBus()) }

func stayAwake(why, system, session string) (release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	released := make(chan struct{})
	go func() {
		defer close(released)
		if file, err := inhibitLogind(ctx, why, system); err == nil {
			<-ctx.Done()
			file.Close()
			return
		}
		inhibitScreenSaver(ctx, why, session)
	}()
	return func() {
		cancel()
		select {
		case <-released:
		case <-time.After(endWithin):
		}
	}
}

// inhibitLogind gets a file from logind, which waits for the file to be closed.
func inhibitLogind(ctx context.Context, why, address string) (*os.File, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	bus, err := connect(ctx, address)
	if err != nil {
		return nil, err
	}
	bus.Close() // it is a bus; a file is passed only over godbus's own connection
	conn, err := dbus.Connect(address, dbus.WithContext(ctx), dbus.WithIncomingInterceptor(muteNameless))
	if err != nil {
		return nil, err
	}
	var file dbus.UnixFD
	err = conn.Object("org.freedesktop.login1", "/org/freedesktop/login1").CallWithContext(ctx,
		"org.freedesktop.login1.Manager.Inhibit", dbus.FlagNoAutoStart, "sleep:idle", "uncramp", why, "block").Store(&file)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(file), "from logind"), nil
}

// inhibitScreenSaver inhibits the screen saver until ctx ends.
func inhibitScreenSaver(ctx context.Context, why, address string) {
	conn, err := connect(context.WithoutCancel(ctx), address)
	if err != nil {
		return
	}
	defer conn.Close()
	saver := conn.Object("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
	var cookie uint32
	if saver.CallWithContext(ctx, "org.freedesktop.ScreenSaver.Inhibit", dbus.FlagNoAutoStart, "uncramp", why).Store(&cookie) != nil {
		return
	}
	<-ctx.Done()
	// A bus may drop the last words of a program that has left, so wait for the answer.
	saver.Call("org.freedesktop.ScreenSaver.UnInhibit", dbus.FlagNoAutoStart, cookie)
}

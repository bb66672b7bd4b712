package desktop

import (
	"context"
	"os"
	"sync"

	"github.com/godbus/dbus/v5"
)

// StayAwake holds off sleep and idleness, and says why, until it is released:
// through logind, which lets go by itself when the program ends in whatever
// way, else through the desktop's screen saver, which does when its bus is left.
// It returns at once, and where neither is there it does nothing.
func StayAwake(why string) (release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		letGo := logind(ctx, why)
		if letGo == nil {
			letGo = screenSaver(ctx, why)
		}
		<-ctx.Done()
		if letGo != nil {
			letGo()
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}

// logind holds a file of logind's, which it waits for to be closed.
func logind(ctx context.Context, why string) (letGo func()) {
	conn, err := bounded(context.WithoutCancel(ctx), dbus.SystemBusPrivate)
	if err != nil {
		return nil
	}
	defer conn.Close()
	within, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	var fd dbus.UnixFD
	manager := conn.Object("org.freedesktop.login1", "/org/freedesktop/login1")
	err = manager.CallWithContext(within, "org.freedesktop.login1.Manager.Inhibit", dbus.FlagNoAutoStart,
		"sleep:idle", "uncramp", why, "block").Store(&fd)
	if err != nil {
		return nil
	}
	held := os.NewFile(uintptr(fd), "inhibitor")
	return func() { held.Close() }
}

// screenSaver asks the desktop for it.
func screenSaver(ctx context.Context, why string) (letGo func()) {
	conn, err := bounded(context.WithoutCancel(ctx), dbus.SessionBusPrivateNoAutoStartup)
	if err != nil {
		return nil
	}
	within, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	var cookie uint32
	saver := conn.Object("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
	err = saver.CallWithContext(within, "org.freedesktop.ScreenSaver.Inhibit", dbus.FlagNoAutoStart, "uncramp", why).Store(&cookie)
	if err != nil {
		conn.Close()
		return nil
	}
	return func() {
		within, cancel := context.WithTimeout(context.Background(), connectWithin)
		defer cancel()
		saver.CallWithContext(within, "org.freedesktop.ScreenSaver.UnInhibit", dbus.FlagNoAutoStart, cookie)
		conn.Close() // which gives it back as well
	}
}

package desktop

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// letGoWithin bounds each answer at the end, for which somebody waits.
const letGoWithin = 100 * time.Millisecond

// StayAwake holds off sleep and idleness, and says why, until it is released:
// through logind, which lets go by itself when the program ends in whatever
// way, else through the desktop's screen saver, which does when its bus is left.
// It returns at once, and the release within twice letGoWithin; where neither is
// there it does nothing.
func StayAwake(why string) (release func()) {
	return stayAwake(why, dbus.SystemBusPrivate, dbus.SessionBusPrivateNoAutoStartup)
}

func stayAwake(why string, system, session dialer) (release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		letGo := logind(ctx, why, system)
		if letGo == nil {
			letGo = screenSaver(ctx, why, session)
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
func logind(ctx context.Context, why string, bus dialer) (letGo func()) {
	conn, err := bounded(ctx, ctx, bus)
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

// screenSaver asks the desktop for it, over a connection that lasts until it is
// let go.
func screenSaver(ctx context.Context, why string, bus dialer) (letGo func()) {
	lasting, leave := context.WithCancel(context.WithoutCancel(ctx))
	conn, err := bounded(ctx, lasting, bus)
	if err != nil {
		leave()
		return nil
	}
	within, cancel := context.WithTimeout(lasting, connectWithin)
	defer cancel()
	// An answer that is under way at the end is what can be given back.
	defer context.AfterFunc(ctx, func() { time.AfterFunc(letGoWithin, cancel) })()
	var cookie uint32
	saver := conn.Object("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
	err = saver.CallWithContext(within, "org.freedesktop.ScreenSaver.Inhibit", dbus.FlagNoAutoStart, "uncramp", why).Store(&cookie)
	if err != nil {
		leave()
		return nil
	}
	return func() {
		// A bus may not pass on what one said who has left it, so that the answer is
		// waited for. Where it hangs, leaving it gives back as well.
		within, cancel := context.WithTimeout(lasting, letGoWithin)
		defer cancel()
		saver.CallWithContext(within, "org.freedesktop.ScreenSaver.UnInhibit", dbus.FlagNoAutoStart, cookie)
		leave()
	}
}

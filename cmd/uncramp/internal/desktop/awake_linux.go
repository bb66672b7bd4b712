package desktop

import (
	"context"
	"sync"

	"github.com/godbus/dbus/v5"
)

// StayAwake prevents sleep and idleness until release is called. It asks logind,
// which lets go by itself when the program ends, else the desktop's screen saver,
// which lets go when the program leaves the bus. It returns at once, and release
// returns within 2 endWithin.
func StayAwake(why string) (release func()) { return stayAwake(why, systemBus(), sessionBus()) }

func stayAwake(why, system, session string) (release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		letGo := inhibitLogind(ctx, why, system)
		if letGo == nil {
			letGo = inhibitScreenSaver(ctx, why, session)
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

// inhibitLogind gets a file from logind, which waits for the file to be closed.
func inhibitLogind(ctx context.Context, why, address string) (letGo func()) {
	b, err := connect(ctx, address)
	if err != nil {
		return nil
	}
	defer b.Close()
	manager := b.Object("org.freedesktop.login1", "/org/freedesktop/login1")
	_, err = ask[dbus.UnixFDIndex](ctx, manager, "org.freedesktop.login1.Manager.Inhibit", "sleep:idle", "uncramp", why, "block")
	if err != nil {
		return nil
	}
	select {
	case file := <-b.wire.files:
		return func() { file.Close() }
	default:
		return nil
	}
}

// inhibitScreenSaver asks the screen saver, over a connection that lasts until
// letGo is called.
func inhibitScreenSaver(ctx context.Context, why, address string) (letGo func()) {
	b, err := connect(ctx, address)
	if err != nil {
		return nil
	}
	saver := b.Object("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
	cookie, err := ask[uint32](ctx, saver, "org.freedesktop.ScreenSaver.Inhibit", "uncramp", why)
	if err != nil {
		b.Close()
		return nil
	}
	return func() {
		defer b.Close() // lets go as well, if the screen saver does not answer
		// A bus may drop the last words of a program that has left, so wait for the answer.
		ctx, cancel := context.WithTimeout(context.Background(), endWithin)
		defer cancel()
		saver.CallWithContext(ctx, "org.freedesktop.ScreenSaver.UnInhibit", dbus.FlagNoAutoStart, cookie)
	}
}

package desktop

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"
)

// Notify shows a notification without a sound, by the Desktop Notifications
// Specification: https://specifications.freedesktop.org/notification-spec/
func Notify(ctx context.Context, title, words string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, answerWithin, errors.New("the bus does not answer"))
	defer cancel() // ends the connection
	conn, err := connect(ctx, sessionBus())
	if err == nil {
		server := conn.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
		quiet := map[string]dbus.Variant{"suppress-sound": dbus.MakeVariant(true)}
		// No icon, no actions, and as long on the screen as the server likes.
		err = server.CallWithContext(ctx, "org.freedesktop.Notifications.Notify", dbus.FlagNoAutoStart,
			"uncramp", uint32(0), "", title, words, []string{}, quiet, int32(-1)).Err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

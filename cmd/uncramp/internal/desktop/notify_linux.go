package desktop

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// Notify shows a notification without a sound, by the Desktop Notifications
// Specification: https://specifications.freedesktop.org/notification-spec/
func Notify(ctx context.Context, title, words string) error {
	return notify(ctx, sessionBus(), title, words)
}

func notify(ctx context.Context, address, title, words string) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel() // ends the connection
	conn, err := connect(ctx, address)
	if err != nil {
		return err
	}
	server := conn.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
	quiet := map[string]dbus.Variant{"suppress-sound": dbus.MakeVariant(true)}
	// No icon, no actions, and as long on the screen as the server likes.
	return server.CallWithContext(ctx, "org.freedesktop.Notifications.Notify", dbus.FlagNoAutoStart,
		"uncramp", uint32(0), "", title, words, []string{}, quiet, int32(-1)).Err
}

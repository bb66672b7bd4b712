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
	b, err := connect(ctx, address)
	if err != nil {
		return err
	}
	defer b.Close()
	server := b.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
	quiet := map[string]dbus.Variant{"suppress-sound": dbus.MakeVariant(true)}
	// No icon, no actions, and as long on the screen as the server likes.
	_, err = ask[uint32](ctx, server, "org.freedesktop.Notifications.Notify",
		"uncramp", uint32(0), "", title, words, []string{}, quiet, int32(-1))
	return err
}

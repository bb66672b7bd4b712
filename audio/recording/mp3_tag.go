package recording

import (
	"bytes"
	"encoding/binary"

	"uncramp/audio/layer3"
)

// mp3Tag is what the first frame of an MP3 says of the others, where it is an
// Info frame (gabriel.mp3-tech.org/mp3infotag.html).
type mp3Tag struct {
	frames         int // behind it; 0 where it does not say
	gapless        bool
	delay, padding int // samples that the encoder put before and behind the recording
}

// mp3DecoderDelay is what a Layer III decoder adds in front of the encoder's
// delay: 528 samples of the filter bank and one of the overlap (LAME's technical
// FAQ, "decoder delay").
const mp3DecoderDelay = 529

// readMP3Tag reads an Info frame; ok is false for a frame with sound in it.
func readMP3Tag(h layer3.Header, frame []byte) (t mp3Tag, ok bool) {
	body := frame[h.MainAt():]
	if !isMP3Tag(body) {
		// LAME leaves no room for a checksum in front of it.
		if body = frame[h.MainAt()-h.SideAt()+layer3.HeaderBytes:]; !isMP3Tag(body) {
			return t, false
		}
	}
	flags := binary.BigEndian.Uint32(body[4:])
	body = body[8:]
	for _, field := range []struct{ flag, size uint32 }{{1, 4}, {2, 4}, {4, 100}, {8, 4}} {
		if flags&field.flag == 0 {
			continue
		}
		if len(body) < int(field.size) {
			return t, true
		}
		if field.flag == 1 {
			t.frames = int(binary.BigEndian.Uint32(body))
		}
		body = body[field.size:]
	}
	// LAME's part, which ffmpeg writes too: its delays stand 21 bytes in.
	if t.frames == 0 || len(body) < 24 || !bytes.HasPrefix(body, []byte("LAME")) && !bytes.HasPrefix(body, []byte("Lav")) {
		return t, true
	}
	d := body[21:]
	t.delay, t.padding = int(d[0])<<4|int(d[1])>>4, int(d[1]&15)<<8|int(d[2])
	t.gapless = t.delay+t.padding < t.frames*h.Samples()
	return t, true
}

func isMP3Tag(b []byte) bool {
	return len(b) >= 8 && (bytes.HasPrefix(b, []byte("Info")) || bytes.HasPrefix(b, []byte("Xing")))
}

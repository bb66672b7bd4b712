package mastering

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/hajimehoshi/go-mp3"
)

// readMP3 reads an MPEG-1 Layer III file, gapless where it has LAME's tag. At
// the lower rates of MPEG-2 the decoder strays from what others decode.
func readMP3(file []byte, c *collector) error {
	first, err := firstFrame(file)
	if err != nil {
		return err
	}
	if !first.mpeg1() {
		return errors.New("an MP3 below 32 kHz: it takes MPEG-1 Layer III; convert it to WAV or FLAC")
	}
	const frameSamples = 1152
	skip, length := first.gapless()
	// The decoder looks for the length of what it can seek in: it must not.
	d, err := mp3.NewDecoder(io.MultiReader(bytes.NewReader(file[first.at:])))
	if err != nil {
		return fmt.Errorf("corrupt: %w", err)
	}
	// What comes out is stereo in any case, mono twice.
	if err := c.format(d.SampleRate(), 2, uint64(max(length, 0))); err != nil {
		return err
	}
	buf := make([]byte, 4*frameSamples)
	for at := -skip; length < 0 || at < length; {
		n, err := io.ReadFull(d, buf)
		for i := 0; i+4 <= n && (length < 0 || at < length); i += 4 {
			if at >= 0 {
				l, r := int16(binary.LittleEndian.Uint16(buf[i:])), int16(binary.LittleEndian.Uint16(buf[i+2:]))
				if err := c.frame(float64(l)/32768, float64(r)/32768); err != nil {
					return err
				}
			}
			at++
		}
		switch {
		case err == nil:
		case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return fmt.Errorf("corrupt: %w", err)
		case at < length:
			return fmt.Errorf("corrupt: ends %d samples early", length-at)
		default:
			return nil
		}
	}
	return nil
}

// mp3Frame is the first frame of an MP3 file.
type mp3Frame struct {
	at     int // its offset
	header uint32
	body   []byte // from behind the header
}

// firstFrame finds it behind an ID3v2 tag.
func firstFrame(file []byte) (mp3Frame, error) {
	at := 0
	if len(file) >= 10 && string(file[:3]) == "ID3" {
		at = 10 + int(file[6]&0x7f)<<21 + int(file[7]&0x7f)<<14 + int(file[8]&0x7f)<<7 + int(file[9]&0x7f)
	}
	if at+4 > len(file) {
		return mp3Frame{}, errors.New("corrupt: too short for an MP3")
	}
	f := mp3Frame{at: at, header: binary.BigEndian.Uint32(file[at:]), body: file[at+4:]}
	if f.header>>21 != 0x7ff || f.header>>17&3 != 1 {
		return mp3Frame{}, errors.New("corrupt: no Layer III frame at its start")
	}
	return f, nil
}

func (f mp3Frame) mpeg1() bool { return f.header>>19&3 == 3 }

// gapless is what LAME's tag says: samples to leave out at the start, and the
// length of the recording, -1 where there is no such tag
// (gabriel.mp3-tech.org/mp3infotag.html).
func (f mp3Frame) gapless() (skip, length int64) {
	const frameSamples, decoderDelay = 1152, 529
	tag := f.body
	sideInfo := 32
	if f.header>>6&3 == 3 { // mono
		sideInfo = 17
	}
	if f.header>>16&1 == 0 {
		sideInfo += 2 // a checksum stands in front
	}
	const encoder, delays = 120, 141
	if len(tag) < sideInfo+delays+3 {
		return 0, -1
	}
	tag = tag[sideInfo:]
	if name := string(tag[:4]); name != "Info" && name != "Xing" {
		return 0, -1
	}
	if binary.BigEndian.Uint32(tag[4:])&0xf != 0xf || string(tag[encoder:encoder+4]) != "LAME" && string(tag[encoder:encoder+3]) != "Lav" {
		return frameSamples, -1 // the tag's own frame is silent
	}
	frames := int64(binary.BigEndian.Uint32(tag[8:]))
	d := tag[delays:]
	delay, padding := int64(d[0])<<4|int64(d[1])>>4, int64(d[1]&0xf)<<8|int64(d[2])
	if length = frames*frameSamples - delay - padding; length <= 0 {
		return frameSamples, -1
	}
	return frameSamples + delay + decoderDelay, length
}

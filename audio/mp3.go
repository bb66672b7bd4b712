package audio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"uncramp/audio/layer3"
)

// decoderDelay is what a Layer III decoder adds in front of the encoder's own
// delay: 528 samples of the filter bank and one of the overlap (LAME's
// technical FAQ, "decoder delay").
const decoderDelay = 529

const frameSamples = layer3.FrameSamples

// gapless is what the Info frame of an MP3 says of the recording it carries.
type gapless struct {
	offset int   // byte offset of the Info frame in the file
	skip   int64 // decoded samples before the first of the recording
	length int64 // samples of the recording
}

// MP3Length is the length in samples of the recording in an MPEG-1 Layer III
// mono file at 48 kHz, from its LAME gapless tag, without decoding. Files of
// another kind, or without the tag, are an error.
func MP3Length(data []byte) (int64, error) {
	g, err := readGapless(data)
	return g.length, err
}

// readGapless finds the first frame, which holds the Xing/Info tag with
// LAME's extension: gabriel.mp3-tech.org/mp3infotag.html.
func readGapless(data []byte) (gapless, error) {
	at := 0
	if len(data) >= 10 && string(data[:3]) == "ID3" {
		at = 10 + int(data[6]&0x7f)<<21 + int(data[7]&0x7f)<<14 + int(data[8]&0x7f)<<7 + int(data[9]&0x7f)
	}
	if at+4 > len(data) {
		return gapless{}, errors.New("too short for an MP3")
	}
	h := binary.BigEndian.Uint32(data[at:])
	switch {
	case h>>21 != 0x7ff:
		return gapless{}, errors.New("not an MP3")
	case h>>17&0xf != 0b1101:
		return gapless{}, errors.New("not MPEG-1 Layer III")
	case h>>10&3 != 0b01:
		return gapless{}, errors.New("not at 48 kHz")
	case h>>6&3 != 0b11:
		return gapless{}, errors.New("not mono")
	}
	const sideInfo = 17              // of a mono MPEG-1 frame
	const lame = 8 + 4 + 4 + 100 + 4 // tag and flags, frames, bytes, table, quality
	tag := at + 4 + sideInfo         // no CRC: LAME writes none unless told to
	const delayAt = lame + 9 + 1 + 1 + 8 + 1 + 1
	if tag+delayAt+3 > len(data) {
		return gapless{}, errors.New("too short for an MP3 with a gapless tag")
	}
	t := data[tag:]
	if name := string(t[:4]); name != "Info" && name != "Xing" {
		return gapless{}, errors.New("no gapless tag (LAME writes one)")
	}
	if binary.BigEndian.Uint32(t[4:])&0xf != 0xf || !bytes.HasPrefix(t[lame:], []byte("LAME")) && !bytes.HasPrefix(t[lame:], []byte("Lav")) {
		return gapless{}, errors.New("no gapless tag (LAME writes one)")
	}
	frames := int64(binary.BigEndian.Uint32(t[8:]))
	d := t[delayAt:]
	delay, padding := int64(d[0])<<4|int64(d[1])>>4, int64(d[1]&0xf)<<8|int64(d[2])
	g := gapless{
		offset: at,
		skip:   frameSamples + delay + decoderDelay,
		length: frames*frameSamples - delay - padding,
	}
	if g.length <= 0 {
		return gapless{}, fmt.Errorf("gapless tag says %d samples", g.length)
	}
	// No frame is shorter than the 24 bytes of 8 kbit/s at 48 kHz, so a tag
	// that promises more than the bytes can hold does not get its memory.
	if frames > int64(len(data))/24 {
		return gapless{}, fmt.Errorf("gapless tag says %d frames in %d bytes", frames, len(data))
	}
	return g, nil
}

// decoders are for reuse: one is 20 kB.
var decoders = sync.Pool{New: func() any { return new(layer3.Decoder) }}

// DecodeMP3 decodes an MPEG-1 Layer III mono file at 48 kHz to its samples,
// gapless: as long as [MP3Length] says, sample 0 the first that was encoded.
// A damaged file is an error, never a panic and never a shorter recording.
func DecodeMP3(data []byte) (samples []int16, err error) {
	// Nothing is known that gets so far. It would end a session.
	defer func() {
		if r := recover(); r != nil {
			samples, err = nil, fmt.Errorf("damaged MP3: %v", r)
		}
	}()
	g, err := readGapless(data)
	if err != nil {
		return nil, err
	}
	samples = make([]int16, g.length)
	d := decoders.Get().(*layer3.Decoder)
	defer decoders.Put(d)
	n, err := d.Decode(samples, data[g.offset:], int(g.skip))
	switch {
	case errors.Is(err, layer3.ErrShort):
		return nil, fmt.Errorf("damaged MP3: ends %d samples early", len(samples)-n)
	case err != nil:
		return nil, fmt.Errorf("damaged MP3: %w", err)
	}
	return samples, nil
}

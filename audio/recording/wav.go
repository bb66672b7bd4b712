package recording

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/gopxl/beep/v2"
)

// openWAV reads the chunks of a WAV file up to its sound: RIFF/WAVE (Multimedia
// Programming Interface and Data Specifications 1.0, 1991), its extensible
// format (Microsoft, Multiple Channel Audio Data and WAVE Files, 2001), and
// RF64 for what is longer than 4 GB (EBU Tech 3306).
func openWAV(src io.ReadSeeker, size int64) (Format, decoder, error) {
	w := wavHeader{src: src, size: size}
	if err := w.read(); err != nil {
		return Format{}, nil, err
	}
	f, err := w.format()
	if err != nil {
		return f, nil, err
	}
	sound := &wavSound{
		src:    bufio.NewReaderSize(io.LimitReader(src, w.bytes), 64<<10),
		coding: w.coding,
		frame:  w.frameBytes(),
		fold:   foldDown(f.Channels, w.mask),
	}
	if f.Channels == 2 {
		sound.right = sound.frame / 2
	}
	return f, sound, nil
}

const (
	wavPCM        = 1
	wavFloat      = 3
	wavALaw       = 6
	wavMuLaw      = 7
	wavExtensible = 0xfffe

	// endless is the least length that stands for one that was not known: a
	// program that writes to a pipe cannot come back for it. ffmpeg leaves
	// 0xffffffff, sox 0x7ffff000 and a little; others leave 0, for the file too.
	endless = 0x7ffff000
	// mostChunks stand in front of the sound; files have less than ten.
	mostChunks = 1000
)

// wavHeader is what stands in front of the sound.
type wavHeader struct {
	src  io.ReadSeeker
	size int64

	tag, channels, bits, align int
	rate                       uint32
	whole                      int64  // what the file says of its own length
	long                       int64  // of the sound in an RF64 file; -1: not said
	bytes                      int64  // of the sound
	mask                       uint32 // the channels' places; 0: not said
	coding                     *wavCoding
}

// read leaves src at the first byte of the sound.
func (w *wavHeader) read() error {
	at, err := w.src.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	var riff [12]byte
	if _, err := io.ReadFull(w.src, riff[:]); err != nil {
		return err
	}
	at += int64(len(riff))
	w.whole = int64(binary.LittleEndian.Uint32(riff[4:]))
	w.long = -1
	for range mostChunks {
		var head [8]byte
		if _, err := io.ReadFull(w.src, head[:]); err != nil {
			return cutOff(err, "before its sound")
		}
		at += 8
		id, length := string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
		switch id {
		case "data":
			return w.sound(at, length)
		case "fmt ", "ds64":
			if length > 4096 {
				return fmt.Errorf("%w: a %q chunk of %d bytes", ErrDamaged, id, length)
			}
			body := make([]byte, length)
			if _, err := io.ReadFull(w.src, body); err != nil {
				return cutOff(err, "before its sound")
			}
			if err := w.chunk(id, body); err != nil {
				return err
			}
		}
		if at += length + length%2; at > w.size { // chunks begin at even bytes
			return cutOff(io.ErrUnexpectedEOF, "before its sound")
		}
		if _, err := w.src.Seek(at, io.SeekStart); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: no sound in its first %d chunks", ErrDamaged, mostChunks)
}

// sound takes the length of the data chunk, which begins at an offset.
func (w *wavHeader) sound(at, length int64) error {
	if w.tag == 0 {
		return fmt.Errorf("%w: its sound stands before its format", ErrDamaged)
	}
	there := w.size - at
	switch {
	case w.long >= 0 && length == 0xffffffff:
		length = w.long
	case length >= endless && there < length, length == 0 && w.whole == 0:
		length = there
	}
	w.bytes = length
	return nil
}

func (w *wavHeader) chunk(id string, b []byte) error {
	u16 := binary.LittleEndian.Uint16
	if id == "ds64" {
		if len(b) < 16 {
			return fmt.Errorf("%w: a %q chunk of %d bytes", ErrDamaged, id, len(b))
		}
		w.long = int64(binary.LittleEndian.Uint64(b[8:]) &^ (1 << 63))
		return nil
	}
	if len(b) < 16 {
		return fmt.Errorf("%w: a %q chunk of %d bytes", ErrDamaged, id, len(b))
	}
	w.tag, w.channels, w.rate = int(u16(b)), int(u16(b[2:])), binary.LittleEndian.Uint32(b[4:])
	w.align, w.bits = int(u16(b[12:])), int(u16(b[14:]))
	if w.tag == wavExtensible {
		if len(b) < 40 {
			return fmt.Errorf("%w: an extensible %q chunk of %d bytes", ErrDamaged, id, len(b))
		}
		w.mask = binary.LittleEndian.Uint32(b[20:])
		w.tag = int(u16(b[24:])) // the first part of the GUID; the others are all alike
	}
	return nil
}

// unread are codings that files are often in.
var unread = map[int]string{
	2: "ADPCM", 0x11: "IMA ADPCM", 0x31: "GSM 6.10", 0x40: "G.721 ADPCM", 0x50: "MPEG audio", 0x55: "MP3", 0x161: "Windows Media Audio",
}

// format checks that the format is one that is read, and agrees with itself.
func (w *wavHeader) format() (Format, error) {
	known := false
	for i, c := range wavCodings {
		known = known || c.tag == w.tag
		if c.tag == w.tag && c.bits == w.bits {
			w.coding = &wavCodings[i]
		}
	}
	switch name := unread[w.tag]; {
	case w.coding != nil:
	case known:
		return Format{}, formatError(fmt.Sprintf("samples of %d bits (read are 8, 16, 24, 32, and floats of 32 and 64)", w.bits))
	case name == "":
		name = "another coding"
		fallthrough
	default:
		return Format{}, formatError(fmt.Sprintf("a WAV file in %s, %#x (read are integers, floats, A-law and mu-law)", name, w.tag))
	}
	if w.align != w.frameBytes() {
		return Format{}, fmt.Errorf("%w: frames of %d bytes, with %d channels of %d bits", ErrDamaged, w.align, w.channels, w.bits)
	}
	return Format{
		Kind: "WAV", Coding: w.coding.name, Bits: w.bits, Float: w.coding.float,
		Rate: beep.SampleRate(w.rate), Channels: w.channels,
		Length: int(w.bytes / int64(max(1, w.align))),
	}, nil
}

func (w *wavHeader) frameBytes() int { return w.channels * w.bits / 8 }

// cutOff is an early end of file as what it means.
func cutOff(err error, where string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w %s", ErrTruncated, where)
	}
	return err
}

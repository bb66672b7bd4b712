package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

var errNoSound = errors.New("holds no sound")

// openRegular opens a file that is no folder, pipe or device. Its errors do not bear
// the path.
func openRegular(path string) (file *os.File, err error) {
	defer func() {
		if p := (*fs.PathError)(nil); errors.As(err, &p) {
			err = p.Err
		}
	}()
	info, err := os.Stat(path)
	switch { // before it is opened: that would wait for the writer of a pipe
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a directory")
	case !info.Mode().IsRegular():
		return nil, errors.New("is a pipe or a device, not a file")
	case info.Size() == 0:
		return nil, errors.New("empty: a file of 0 bytes")
	}
	return os.Open(path)
}

// Decode reads the header of a file in memory that needs no ffmpeg. It returns the
// format, and a function that decodes the next samples, mono in both channels. That
// function returns fewer than it was asked for only with an error, which is io.EOF
// behind the last one.
func Decode(data []byte) (f Format, read func([][2]float64) (int, error), err error) {
	f, dec, err := openNative(bytes.NewReader(data), int64(len(data)))
	return f, func(frames [][2]float64) (int, error) { return readSafely(dec, frames) }, err
}

// openNative opens a file that is read without ffmpeg. Its errors say what keeps it
// from that.
func openNative(data io.ReaderAt, size int64) (f Format, dec decoder, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("damaged: %v", p)
		}
	}()
	file := io.NewSectionReader(data, 0, size)
	var magic [12]byte
	if _, err := file.ReadAt(magic[:], 0); err != nil && err != io.EOF {
		return f, nil, err
	}
	switch kind := kindOf(magic[:]); kind {
	case "WAV":
		f, dec, err = openWAV(file)
	case "FLAC":
		f, dec, err = openFLAC(file)
	case "":
		f, dec, err = openMP3(file) // known by its frames alone
	default:
		err = fmt.Errorf("%s: neither WAV, FLAC nor MP3", kind)
	}
	switch {
	case err != nil:
	case f.Rate < minRate || f.Rate > maxRate:
		err = fmt.Errorf("sampled at %d Hz (%d to %d are read)", f.Rate, minRate, maxRate)
	case f.Length == 0:
		err = errNoSound
	}
	return f, dec, err
}

// kindOf returns the name of the format that begins with these 12 bytes, empty
// for MP3 and for what is not known.
func kindOf(magic []byte) string {
	for _, k := range []struct {
		at         int
		mark, name string
	}{
		{8, "WAVE", "WAV"}, {0, "fLaC", "FLAC"}, {0, "OggS", "Ogg"}, {4, "ftyp", "MPEG-4"}, {0, "\x1a\x45\xdf\xa3", "Matroska or WebM"},
		{0, "FORM", "AIFF"}, {0, "#!AMR", "AMR"}, {0, "caff", "CAF"}, {0, ".snd", "AU"}, {0, "\x30\x26\xb2\x75", "Windows Media"},
		{0, "\xff\xf1", "AAC"}, {0, "\xff\xf9", "AAC"}, {0, "wvpk", "WavPack"}, {0, "MAC ", "Monkey's Audio"}, {0, "RIFF", "RIFF"},
	} {
		if string(magic[k.at:k.at+len(k.mark)]) == k.mark {
			return k.name
		}
	}
	return ""
}

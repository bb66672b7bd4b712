package tags

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // as covers are
	_ "image/png"
)

// Picture is an image in a form that every player shows.
type Picture struct {
	MIME          string // image/png or image/jpeg
	Width, Height int
	Data          []byte // the image file
}

// MaxPicture is the size in bytes up to which players are known to show a cover.
const MaxPicture = 5 << 20

// Depth is the colour depth that a FLAC file states for its picture, in bits per pixel.
const Depth = 24

const maxSide = 4096 // pixels

// NewPicture returns the picture in a PNG or JPEG file. One that cannot be decoded, or
// is too large, is an error.
func NewPicture(file []byte) (*Picture, error) {
	if len(file) > MaxPicture {
		return nil, fmt.Errorf("is larger than %d MB", MaxPicture>>20)
	}
	is, kind, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case errors.Is(err, image.ErrFormat):
		return nil, errors.New("is neither a PNG nor a JPEG image")
	case err != nil:
		return nil, err
	case is.Width > maxSide || is.Height > maxSide:
		return nil, fmt.Errorf("has %d x %d pixels: at most %d x %d", is.Width, is.Height, maxSide, maxSide)
	}
	if _, _, err := image.Decode(bytes.NewReader(file)); err != nil {
		return nil, fmt.Errorf("is a damaged image: %w", err)
	}
	return &Picture{"image/" + kind, is.Width, is.Height, file}, nil
}

// Block returns the picture as a FLAC block in base64, as a Vorbis comment holds it under
// METADATA_BLOCK_PICTURE.
func (p *Picture) Block() string {
	block := binary.BigEndian.AppendUint32(nil, FrontCover)
	block = binary.BigEndian.AppendUint32(block, uint32(len(p.MIME)))
	block = append(block, p.MIME...)
	for _, n := range []int{0, p.Width, p.Height, Depth, 0, len(p.Data)} { // 0: no description, no palette
		block = binary.BigEndian.AppendUint32(block, uint32(n))
	}
	return base64.StdEncoding.EncodeToString(append(block, p.Data...))
}

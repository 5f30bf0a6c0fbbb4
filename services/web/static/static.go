// Package static serves the style sheet, the script and the drawings under names that change with what is in them, so that
// browsers keep them for a year.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed *.css *.js *.svg
var files embed.FS

// Files are ready to be served.
type Files struct {
	byPath map[string]asset
	names  map[string]string // waymark.css → /static/waymark.1a2b3c4d.css
}

type asset struct {
	kind          string
	plain, packed []byte
}

var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// Load names and packs the files.
func Load() (*Files, error) {
	f := &Files{byPath: map[string]asset{}, names: map[string]string{}}
	names, err := fs.Glob(files, "*.*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		ext := path.Ext(name)
		if kinds[ext] == "" {
			continue
		}
		var packed bytes.Buffer
		z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			return nil, err
		}
		if _, err = z.Write(b); err == nil {
			err = z.Close()
		}
		if err != nil {
			return nil, fmt.Errorf("static: %s: %w", name, err)
		}
		sum := sha256.Sum256(b)
		at := "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		f.byPath[at], f.names[name] = asset{kinds[ext], b, packed.Bytes()}, at
	}
	return f, nil
}

// Path is where a file is served; "" if there is none of the name.
func (f *Files) Path(name string) string { return f.names[name] }

// ServeHTTP serves a file under its whole name.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := f.byPath[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	_, _ = w.Write(body)
}

package httpserver

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// prefixes reads addresses and networks; it panics on what is neither.
func prefixes(list []string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		if a, err := netip.ParseAddr(s); err == nil {
			out = append(out, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
			continue
		}
		out = append(out, netip.MustParsePrefix(s).Masked())
	}
	return out
}

// AddressFrom is the address that the request of ctx came from, as far as the trusted proxies tell; "" if unknown. For
// limits only: it is personal, so it is never stored or logged.
func AddressFrom(ctx context.Context) string {
	if r := recordOf(ctx); r != nil {
		return r.address
	}
	return ""
}

// Encrypted says whether the request came by TLS: to us, or to a trusted proxy that says so in X-Forwarded-Proto.
func Encrypted(req *http.Request, trusted []netip.Prefix) bool {
	if req.TLS != nil {
		return true
	}
	peer, ok := peerOf(req)
	return ok && within(peer, trusted) && strings.EqualFold(strings.TrimSpace(req.Header.Get("X-Forwarded-Proto")), "https")
}

func (r *Router) addressOf(req *http.Request) string {
	a := Client(req, r.trusted)
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// Client finds the address of the client: the peer, or behind trusted proxies the last address that none of them vouches
// for. The zero Addr if there is none (in-process calls).
func Client(req *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, ok := peerOf(req)
	if !ok || !within(peer, trusted) {
		return peer
	}
	hops := strings.Split(strings.Join(req.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && i >= len(hops)-10; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return peer
		}
		peer = a.Unmap().WithZone("")
		if !within(peer, trusted) {
			return peer
		}
	}
	return peer
}

// peerOf is the other end of the connection; false if there is none (in-process calls).
func peerOf(req *http.Request) (netip.Addr, bool) {
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		host = req.RemoteAddr
	}
	peer, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}, false
	}
	return peer.Unmap().WithZone(""), true
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

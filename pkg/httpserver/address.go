package httpserver

import (
	"context"
	"net"
	"net/http"
	"net/netip"
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
	at := func(a netip.Addr) bool {
		for _, p := range trusted {
			if p.Contains(a) {
				return true
			}
		}
		return false
	}
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		host = req.RemoteAddr
	}
	peer, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	peer = peer.Unmap().WithZone("")
	if !at(peer) {
		return peer
	}
	hops := strings.Split(strings.Join(req.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && i >= len(hops)-10; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return peer
		}
		peer = a.Unmap().WithZone("")
		if !at(peer) {
			return peer
		}
	}
	return peer
}

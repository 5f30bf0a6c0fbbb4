// What needs a script, and nothing else: the number of unread notices follows the inbox, a page that waits says when something has
// come, a one-time link's token is taken out of the address, and the time zone is proposed. Every page works without it.
(function () {
  "use strict";
  var d = document;

  // The token of a one-time link stands behind #, where no server and no log sees it. It moves into its field.
  var field = d.querySelector("[data-from-hash]");
  if (field && location.hash.length > 1) {
    var hash = new URLSearchParams(location.hash.slice(1));
    field.value = hash.get("token") || decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname + location.search);
    var by = d.getElementById("by-hand");
    if (by) by.hidden = true;
  }

  // The device's zone is chosen where the reader has not chosen one.
  var zone = d.querySelector("select[data-zone]");
  if (zone && zone.dataset.zone === "") {
    var here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (var i = 0; i < zone.options.length; i++) if (zone.options[i].value === here) zone.selectedIndex = i;
  }

  // Server-sent events: one line per reader, in the tab that is looked at.
  var live = d.querySelector("[data-live]");
  if (!live || !window.EventSource) return;
  var source = null, note = d.getElementById("live-note");
  function open() {
    if (source || d.hidden) return;
    source = new EventSource(live.dataset.live);
    source.addEventListener("count", function (e) {
      var count = d.getElementById("unread");
      if (count) { count.textContent = e.data; count.hidden = e.data === "" || e.data === "0"; }
    });
    source.addEventListener("news", function (e) {
      var here = note && note.dataset.match;
      if (note && (here === "" || here === e.data)) note.hidden = false;
    });
    source.addEventListener("bye", function () { shut(); });
  }
  function shut() { if (source) { source.close(); source = null; } }
  d.addEventListener("visibilitychange", function () { if (d.hidden) shut(); else open(); });
  window.addEventListener("pagehide", shut);
  open();
})();

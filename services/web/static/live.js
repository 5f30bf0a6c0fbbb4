// What needs a script, and nothing else: the number of unread notices follows the inbox, a page that waits says when something has
// come, a one-time link's token is taken out of the address, the time zone is proposed, and a message that was typed and not sent is still
// there when the signal is back. Every page works without it.
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

  // What is typed into a message stays in this tab until it was sent: the page that follows the form says so (its toast names what was
  // told). It is somebody's own: what another account, or nobody, left here is forgotten, and so is all with signing out.
  function tab(f) { try { return f(window.sessionStorage); } catch (e) { return null; } }
  var whose = d.documentElement.dataset.whose || "", prefix = "draft ", told = d.querySelector(".toast[data-sent]");
  function forget() {
    tab(function (s) {
      for (var i = s.length - 1; i >= 0; i--) if (s.key(i).indexOf(prefix) === 0) s.removeItem(s.key(i));
      s.removeItem("sent");
      s.removeItem("whose");
    });
  }
  var was = tab(function (s) { return s.getItem("whose"); }) || "", own = whose !== "" || was === "";
  if (whose && was && was !== whose) forget();
  if (told) tab(function (s) {
    s.removeItem(s.getItem("sent"));
    s.removeItem("sent");
    for (var i = 0; i < s.length; i++) if (s.key(i).indexOf(prefix) === 0) return;
    s.removeItem("whose"); // it goes with the last draft
  });
  Array.prototype.forEach.call(d.querySelectorAll("textarea[data-draft]"), function (area) {
    var name = prefix + location.pathname + " " + area.name, old = tab(function (s) { return s.getItem(name); });
    if (own && old && area.value === area.defaultValue && area.defaultValue === "") {
      area.value = old;
      tab(function (s) { s.removeItem("sent"); }); // it did not get through
      var back = d.getElementById(area.id + "-back");
      if (back) back.hidden = false;
    }
    area.addEventListener("input", function () {
      if (own) tab(function (s) {
        if (area.value.trim()) s.setItem(name, area.value); else s.removeItem(name);
        if (whose) s.setItem("whose", whose);
      });
    });
    if (area.form) area.form.addEventListener("submit", function () { tab(function (s) { s.setItem("sent", name); }); });
  });
  Array.prototype.forEach.call(d.querySelectorAll("form[action='/sign-out'], button[value='everywhere']"), function (out) {
    (out.form || out).addEventListener("submit", function (e) {
      if (!out.form || e.submitter === out) forget();
    });
  });

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

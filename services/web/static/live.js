// What needs a script, and nothing else: the number of unread notices follows the inbox, a page that waits says when something has
// come, a one-time link's token is taken out of the address, the time zone is proposed, and what was typed and did not arrive is still
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

  // What is typed into a text area stays in this tab until it has arrived: the page after it names the form that did (data-sent on <html>). It
  // is somebody's own: where another account reads, or nobody any more, all of it is forgotten, and so it is with signing out. It waits where
  // a form could not be sent since the session had ended (data-keeps), for who signs in next. What goes to those who look at reports is not kept
  // at all: whom it is about may use the same device. Neither is what is answered from a mail.
  function tab(f) { try { return f(window.sessionStorage); } catch (e) { return null; } }
  function get(k) { return tab(function (s) { return s.getItem(k); }) || ""; }
  var root = d.documentElement, whose = root.dataset.whose || "", prefix = "draft ", own = true;
  function forget() {
    tab(function (s) {
      for (var i = s.length - 1; i >= 0; i--) if (s.key(i).indexOf(prefix) === 0) s.removeItem(s.key(i));
      s.removeItem("sent");
      s.removeItem("whose");
    });
  }
  if (get("whose") && get("whose") !== whose && (whose || !("keeps" in root.dataset))) forget();
  if (root.dataset.sent) tab(function (s) {
    var sent = (s.getItem("sent") || "").split("\n");
    if (sent[0] !== root.dataset.sent) return;
    sent.slice(1).forEach(function (name) { s.removeItem(name); });
    s.removeItem("sent");
    for (var i = 0; i < s.length; i++) if (s.key(i).indexOf(prefix) === 0) return;
    s.removeItem("whose"); // it goes with the last draft
  });
  function formOf(form) { // one form of a page: where it goes, and what its first button does there
    var first = form.querySelector("button[name=do]");
    return new URL(form.getAttribute("action") || "", location.href).pathname + " " + (first ? first.value : "");
  }
  Array.prototype.forEach.call(d.querySelectorAll("form"), function (form) {
    var areas = form.querySelectorAll("textarea");
    if (!areas.length || /^\/(report|reports|outcomes|cases|duty|answer)(\/| )/.test(formOf(form))) return;
    var names = Array.prototype.map.call(areas, function (area) {
      var name = prefix + formOf(form) + " " + area.name, was = area.defaultValue, old = null;
      try { old = JSON.parse(get(name)); } catch (e) { /* none of ours */ }
      if (old && old.now === was) was = old.was; // the form again, as it was sent
      else if (old && old.was === was && area.value === was) {
        area.value = old.now;
        area.dir = "auto";
        var back = d.getElementById("draft-back"), note = d.getElementById(area.id + "-back");
        if (back && !note) {
          area.parentNode.insertBefore(back.content.cloneNode(true), area);
          area.previousElementSibling.id = area.id + "-back";
        }
      }
      area.addEventListener("input", function () {
        if (own) tab(function (s) {
          if (area.value !== was) s.setItem(name, JSON.stringify({ was: was, now: area.value })); else s.removeItem(name);
          if (whose) s.setItem("whose", whose);
        });
      });
      return name;
    });
    form.addEventListener("submit", function () {
      var field = form.elements.sent, mark = crypto.getRandomValues(new Uint32Array(2)).join("-");
      if (!field) {
        field = d.createElement("input");
        field.type = "hidden";
        field.name = "sent";
        form.appendChild(field);
      }
      field.value = mark;
      tab(function (s) {
        s.setItem("sent", mark + "\n" + names.filter(function (n) { return s.getItem(n) !== null; }).join("\n"));
        if (whose) s.setItem("whose", whose);
      });
    });
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
    source.addEventListener("error", function () { if (source && source.readyState === 2) source = null; }); // refused: tried again when looked at again
    source.addEventListener("bye", function () { shut(); own = false; forget(); }); // the session has ended
  }
  function shut() { if (source) { source.close(); source = null; } }
  d.addEventListener("visibilitychange", function () { if (d.hidden) shut(); else open(); });
  window.addEventListener("pagehide", shut);
  open();
})();

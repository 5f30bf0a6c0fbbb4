// Rounds: a page that waits for work looks again by itself, and a newcomer can be dragged onto a mentor, which pins the two, or onto the
// field that forbids their pair. Every page works without it: the same is done on the newcomer's page, by keyboard.
(function () {
  "use strict";
  var d = document;

  var working = d.querySelector("[data-working]");
  if (working && window.fetch) {
    var look = function () {
      if (d.hidden) return void setTimeout(look, 2000);
      fetch(working.dataset.working, { credentials: "same-origin" }).then(function (r) { return r.text(); }).then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-working]");
        if (!fresh) return location.reload();
        var bar = working.querySelector("progress"), next = fresh.querySelector("progress");
        if (bar && next) { bar.max = next.max; bar.value = next.value; } else if (next) return location.reload();
        setTimeout(look, 2000);
      }, function () { setTimeout(look, 5000); });
    };
    setTimeout(look, 1000);
  }

  var table = d.querySelector("[data-round]"), form = d.getElementById("drop"), bin = d.querySelector("[data-forbid]");
  if (!table || !form) return;
  var dragged = null;
  function send(mentor, what) {
    form.action = "/rounds/" + table.dataset.round + "/newcomers/" + dragged.dataset.newcomer;
    form.elements.mentor.value = mentor;
    form.elements["do"].value = what;
    form.submit();
  }
  d.querySelectorAll("[data-drag]").forEach(function (words) { words.hidden = false; });
  table.querySelectorAll("[data-newcomer]").forEach(function (cell) {
    cell.draggable = true;
    cell.addEventListener("dragstart", function (e) {
      dragged = cell;
      e.dataTransfer.effectAllowed = "move";
      e.dataTransfer.setData("text/plain", cell.textContent);
    });
    cell.addEventListener("dragend", function () { dragged = null; });
  });
  table.querySelectorAll("[data-mentor]").forEach(function (cell) {
    if (cell.dataset.mentor === "-1") return;
    cell.addEventListener("dragover", function (e) { if (dragged) e.preventDefault(); });
    cell.addEventListener("drop", function (e) { e.preventDefault(); if (dragged) send(cell.dataset.mentor, "pinned"); });
  });
  if (bin) { // it is there from the start: a page that moves while somebody drags has them drop elsewhere
    bin.hidden = false;
    bin.addEventListener("dragover", function (e) { if (dragged && dragged.dataset.has !== "-1") e.preventDefault(); });
    bin.addEventListener("drop", function (e) { e.preventDefault(); if (dragged) send(dragged.dataset.has, "forbidden"); });
  }
})();

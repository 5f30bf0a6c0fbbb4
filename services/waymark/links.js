"use strict";
// The code behind # goes into the form and out of the address. Nothing is done with it before the button is pressed: a page
// that asks for more than the code only looks whether the link still works.
const code = location.hash.slice(1);
const field = document.getElementById("token");
if (code && field) {
  history.replaceState(null, "", location.pathname);
  field.value = code;
  if (field.form.elements.step) {
    field.form.submit();
  } else {
    document.getElementById("code").hidden = true;
  }
}

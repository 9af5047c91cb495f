// Shows the part of the page that shares where the phone is, and asks the phone once the person taps. Written for old phones too.
(function () {
  'use strict';
  var part = document.getElementById('position');
  // Browsers tell a place only to pages that nobody can have changed on the way.
  if (!part || !navigator.geolocation || window.isSecureContext === false) return;
  var form = part.querySelector('form');
  var button = form.querySelector('button');
  var status = part.querySelector('[role=status]');

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    button.disabled = true;
    status.textContent = part.dataset.wait;
    // A place a minute old will do, and one to a kilometre: it spares the battery.
    navigator.geolocation.getCurrentPosition(send, explain, { maximumAge: 60000, timeout: 20000 });
  });
  // A browser that shows the page as it was left.
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) reset('');
  });
  part.hidden = false;

  function send(position) {
    // Nothing finer than a hundredth of a degree leaves the phone.
    form.elements.latitude.value = position.coords.latitude.toFixed(2);
    form.elements.longitude.value = position.coords.longitude.toFixed(2);
    form.elements.accuracy.value = Math.ceil(position.coords.accuracy);
    form.submit();
  }

  function explain(error) {
    if (error.code === error.PERMISSION_DENIED) {
      // No is an answer.
      form.hidden = part.querySelector('p').hidden = true;
      status.textContent = part.dataset.declined;
    } else {
      reset(part.dataset.unknown);
    }
  }

  function reset(text) {
    button.disabled = false;
    status.textContent = text;
  }
})();

// Shows the part of the page that shares where the phone is, and asks the phone once the person taps. Written for old phones too.
(function () {
  'use strict';
  var part = document.getElementById('position');
  // Browsers tell a place only to pages that nobody can have changed on the way.
  if (!part || !navigator.geolocation || window.isSecureContext === false) return;
  var button = part.querySelector('button');
  var status = part.querySelector('[role=status]');

  button.addEventListener('click', function () {
    button.disabled = true;
    status.textContent = part.dataset.wait;
    // A place a minute old will do, and one to a kilometre: it spares the battery.
    navigator.geolocation.getCurrentPosition(send, explain, { maximumAge: 60000, timeout: 20000 });
  });
  part.hidden = false;

  function send(position) {
    // It carries the answer and the language.
    var form = document.querySelector('form[action="/report"]').cloneNode(true);
    form.action = '/position';
    form.hidden = true;
    // Nothing finer than a hundredth of a degree leaves the phone.
    add(form, 'latitude', position.coords.latitude.toFixed(2));
    add(form, 'longitude', position.coords.longitude.toFixed(2));
    add(form, 'accuracy', Math.ceil(position.coords.accuracy));
    document.body.appendChild(form);
    form.submit();
  }

  function add(form, name, value) {
    var input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.appendChild(input);
  }

  function explain(error) {
    var isNo = error.code === error.PERMISSION_DENIED;
    // No is an answer.
    button.hidden = part.querySelector('p').hidden = isNo;
    button.disabled = false;
    status.textContent = isNo ? part.dataset.declined : part.dataset.unknown;
  }
})();

// The secret that takes an opinion back lies in this tab; show it where it is to be copied, fill it in where it is asked.
for (const place of document.querySelectorAll("[data-withdraw]")) {
  const secret = readSecret(`minyi-withdraw-${place.dataset.withdraw}`);
  if (secret === null) continue;
  const field = place.querySelector("input[name=secret]");
  if (field) field.value = secret;
  else place.textContent = secret;
}

function readSecret(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

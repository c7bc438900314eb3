// Takes back what was set in the filters when Logbook is not running to apply it.

const isFilters = (element) => element.id === "filters";

// Makes the values that a successful request sent those to which the form is reset.
function keep(form, sent) {
  for (const field of form.elements) {
    const values = sent.getAll(field.name);
    if (field.type === "checkbox") {
      field.defaultChecked = values.includes(field.value);
    } else if (field.localName === "select") {
      for (const option of field.options) {
        option.defaultSelected = option.value === (values[0] ?? "");
      }
    } else if (field.localName === "input" && field.type !== "hidden") {
      field.defaultValue = values[0] ?? "";
    }
  }
}

document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, successful } = event.detail;
  if (successful && isFilters(requestConfig.elt)) keep(requestConfig.elt, requestConfig.formData);
});

document.addEventListener("htmx:sendError", (event) => {
  const { elt } = event.detail.requestConfig;
  if (isFilters(elt)) elt.reset();
});

document.body.textContent = 'Firsthand';

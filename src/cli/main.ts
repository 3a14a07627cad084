process.stdout.write('liqwatch\n')

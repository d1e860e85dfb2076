/* ./python of the build directory: it becomes the program of the prefix build/.

   A link to that program would not do. venv writes the directory of the name by
   which the interpreter was called into pyvenv.cfg, as `home`, and a virtual
   environment looks for the standard library from there. */

#include <stdio.h>
#include <unistd.h>


int
main(int argc, char **argv)
{
    (void)argc;
    argv[0] = PROGRAM;
    execv(PROGRAM, argv);
    perror(PROGRAM);
    return 1;
}
